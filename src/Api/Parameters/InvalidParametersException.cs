namespace StreamPulse.Api.Parameters;

/// <summary>Parameters of a request are out of range or of the wrong type. The caller's fault; retrying does not help.</summary>
internal sealed class InvalidParametersException(IReadOnlyDictionary<string, ParameterError> errors)
    : Exception("Invalid parameters: " + string.Join(", ", errors.Keys))
{
    public IReadOnlyDictionary<string, ParameterError> Errors { get; } = errors;
}
