namespace StreamPulse.Simulation;

/// <summary>An option that cannot be simulated: the user's fault; a retry does not help.</summary>
public sealed class SimulationOptionsException(string key, object? value, string allowed)
    : Exception(FormattableString.Invariant($"{key} is {value ?? "null"}; allowed is {allowed}."))
{
    /// <summary>Which option, such as <c>Incidents[0].Region</c>.</summary>
    public string Key { get; } = key;
}
