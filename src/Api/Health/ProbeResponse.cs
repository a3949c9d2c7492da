namespace StreamPulse.Api.Health;

/// <summary>Result of a probe.</summary>
/// <param name="Status">live; or ready or not_ready.</param>
/// <param name="Detail">What does not work, as a sentence; null if everything works. A ready service can have a detail.</param>
public sealed record ProbeResponse(string Status, string? Detail);
