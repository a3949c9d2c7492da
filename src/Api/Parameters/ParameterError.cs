namespace StreamPulse.Api.Parameters;

/// <summary>One parameter that is not as it must be.</summary>
/// <param name="Value">As it was given, shortened where it is long.</param>
/// <param name="Allowed">What would be right.</param>
public sealed record ParameterError(string Value, string Allowed);
