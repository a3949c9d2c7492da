namespace StreamPulse.Api.Health;

/// <summary>What a supervisor asks.</summary>
/// <param name="Status">live; or ready or not_ready.</param>
/// <param name="Detail">What is not well, in a sentence; null when all is. A service that is ready can have something that is not well.</param>
public sealed record ProbeResponse(string Status, string? Detail);
