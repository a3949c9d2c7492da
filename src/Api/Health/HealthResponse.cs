namespace StreamPulse.Api.Health;

/// <summary>Whether this program can serve requests, and whether everything it depends on works.</summary>
/// <param name="Status">healthy, or unhealthy if any part below does not work.</param>
/// <param name="Database">Whether the database answers.</param>
/// <param name="Timestamp">When it was checked.</param>
/// <param name="Version">Version of this program.</param>
/// <param name="Engine">
/// State of the pipeline: starting, running, log_away, store_away, schema_away, blocked or cluster_away; null if this program has no access
/// to it.
/// </param>
/// <param name="Log">Whether the last attempt to read the log succeeded; null if this program has no access to the pipeline.</param>
/// <param name="Detail">What does not work, as a sentence; null if everything works.</param>
public sealed record HealthResponse(
    string Status, bool Database, DateTimeOffset Timestamp, string Version, string? Engine, bool? Log, string? Detail);
