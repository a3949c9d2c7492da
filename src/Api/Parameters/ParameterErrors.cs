namespace StreamPulse.Api.Parameters;

/// <summary>What is wrong with a request's parameters, by parameter.</summary>
internal sealed class ParameterErrors
{
    private const int LongestValueShown = 100;

    private readonly SortedDictionary<string, ParameterError> _errors = new(StringComparer.Ordinal);

    public void Add(QueryParameter parameter, string value)
    {
        var shown = value.Length <= LongestValueShown ? value : value[..LongestValueShown] + "…";
        _errors[parameter.Name] = new ParameterError(shown, parameter.Allowed);
    }

    /// <exception cref="InvalidParametersException">There are errors.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new InvalidParametersException(_errors);
    }
}
