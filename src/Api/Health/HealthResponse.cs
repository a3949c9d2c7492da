namespace StreamPulse.Api.Health;

/// <summary>Whether this program can answer, and whether everything behind its answers works.</summary>
/// <param name="Status">healthy, or unhealthy when any part below is not well.</param>
/// <param name="Database">Whether the database answers.</param>
/// <param name="Timestamp">When it was checked.</param>
/// <param name="Version">Version of this program.</param>
/// <param name="Engine">How the pipeline is: starting, running, log_away, store_away, cluster_away, stopped or failed; null where it runs in another program.</param>
/// <param name="Log">Whether the log could be read when it was last tried; null where the pipeline runs in another program.</param>
/// <param name="Detail">What is not well, in a sentence; null when all is.</param>
public sealed record HealthResponse(
    string Status, bool Database, DateTimeOffset Timestamp, string Version, string? Engine, bool? Log, string? Detail);
