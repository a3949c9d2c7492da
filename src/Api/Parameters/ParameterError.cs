namespace StreamPulse.Api.Parameters;

/// <summary>One invalid parameter.</summary>
/// <param name="Value">The value as given, shortened if long.</param>
/// <param name="Allowed">The allowed values.</param>
public sealed record ParameterError(string Value, string Allowed);
