namespace StreamPulse.Core.Results;

/// <summary>Port to the state of the pipeline. A program that only shows stored results has none.</summary>
public interface IPipelineProgress
{
    /// <summary>The current state. Returns immediately and never fails.</summary>
    PipelineProgress GetProgress();
}

/// <summary>The state of the pipeline.</summary>
/// <param name="State">A word: starting, running, log_away, store_away, schema_away, blocked, cluster_away.</param>
/// <param name="Reason">Why it is not running; null when it is.</param>
/// <param name="Partitions">In order of their number; those that have reported so far.</param>
public sealed record PipelineProgress(
    string State, string? Reason, LogCondition Log, IReadOnlyList<PartitionReading> Partitions);

/// <summary>The state of the log.</summary>
/// <param name="Kind">"embedded" or "kafka"; null before it was reached for the first time.</param>
/// <param name="Name">Name of the topic; empty for the embedded log, null before it was reached for the first time.</param>
/// <param name="Reason">Why it cannot be reached; null when it can.</param>
public sealed record LogCondition(string? Kind, string? Name, bool Reachable, string? Reason);

/// <summary>How far a partition is read, which is at or beyond what is committed of it.</summary>
/// <param name="Phase">A word: active, idle, finished.</param>
/// <param name="NextOffset">First offset that is not read yet.</param>
/// <param name="EndOffset">Where the log ended when it was last looked at; at least <paramref name="NextOffset"/>.</param>
/// <param name="LagSeconds">Since the log took the last record that was read; 0 when all is read, null where that is not known.</param>
public sealed record PartitionReading(int Partition, string Phase, long NextOffset, long EndOffset, double? LagSeconds)
{
    /// <summary>Offsets that are not read yet.</summary>
    public long LagRecords => EndOffset - NextOffset;

    /// <summary>Lag in seconds, as <see cref="LagSeconds"/> says it.</summary>
    /// <param name="takenAtMs">When the log took the last record that was read, Unix time in milliseconds; null where not known.</param>
    public static double? LagSecondsAt(DateTimeOffset now, long lagRecords, long? takenAtMs)
        => lagRecords == 0 ? 0 : takenAtMs is { } at ? Math.Max(0, (now.ToUnixTimeMilliseconds() - at) / 1000.0) : null;
}
