namespace StreamPulse.Core.Events;

/// <summary>Bounds on an event's values. Rows depend on them, so they must be the same for all programs that process one log.</summary>
public sealed record EventLimits
{
    /// <summary>The defaults.</summary>
    public static EventLimits Default { get; } = new();

    /// <summary>Longest id, region, device, os_version, status or error_code, in bytes of UTF-8. Longer ones make the event a dead letter.
    /// Two of them together must fit an index entry of PostgreSQL (2,704 bytes).</summary>
    public int MaxKeyBytes { get; init; } = 1024;

    /// <summary>Longest other string, in bytes of UTF-8. Longer ones make the event a dead letter.</summary>
    public int MaxTextBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// How far event time may be ahead of ingestion time: more would push the watermark past events that are on time. For a topic with
    /// CreateTime, ahead of the pipeline's clock at the first reading.
    /// </summary>
    public TimeSpan MaxAheadOfIngestion { get; init; } = TimeSpan.FromMinutes(5);
}
