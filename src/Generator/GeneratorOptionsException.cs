namespace StreamPulse.Generator;

/// <summary>An option that cannot be used: the user's fault; a retry does not help.</summary>
public sealed class GeneratorOptionsException(string key, object? value, string allowed)
    : Exception(FormattableString.Invariant($"{key} is {value ?? "null"}; allowed is {allowed}."))
{
    /// <summary>Which option, such as <c>Incidents[0].Region</c>.</summary>
    public string Key { get; } = key;

    /// <summary>Its value.</summary>
    public object? Value { get; } = value;

    /// <summary>Which values it may have.</summary>
    public string Allowed { get; } = allowed;
}
