namespace StreamPulse.Api.Parameters;

/// <summary>The invalid parameters of a request, by name.</summary>
internal sealed class ParameterErrors
{
    private const int LongestValueShown = 100;

    private readonly SortedDictionary<string, ParameterError> _errors = new(StringComparer.Ordinal);

    public void Add(QueryParameter parameter, string value) => Add(parameter.Name, value, parameter.Allowed);

    /// <summary>Adds an error that the parameter cannot detect alone: in combination with others, or in a body.</summary>
    public void Add(string name, string value, string allowed)
    {
        var shown = value.Length <= LongestValueShown ? value : value[..LongestValueShown] + "…";
        _errors[name] = new ParameterError(shown, allowed);
    }

    /// <exception cref="InvalidParametersException">There are errors.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new InvalidParametersException(_errors);
    }
}
