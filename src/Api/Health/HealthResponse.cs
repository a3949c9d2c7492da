namespace StreamPulse.Api.Health;

/// <summary>Whether this program can answer.</summary>
/// <param name="Status">healthy or unhealthy.</param>
/// <param name="Database">Whether the database answers.</param>
/// <param name="Timestamp">When it was checked.</param>
/// <param name="Version">Version of this program.</param>
public sealed record HealthResponse(string Status, bool Database, DateTimeOffset Timestamp, string Version);
