namespace StreamPulse.Api.Parameters;

/// <summary>Parameters of a request are out of range or of the wrong type. The caller's fault; the same request fails again.</summary>
internal sealed class InvalidParametersException(IReadOnlyDictionary<string, ParameterError> errors)
    : Exception("Parameters are not allowed: " + string.Join(", ", errors.Keys))
{
    public IReadOnlyDictionary<string, ParameterError> Errors { get; } = errors;
}
