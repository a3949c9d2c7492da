namespace StreamPulse.Log.Postgres;

/// <summary>Settings of the embedded log. The defaults suit one machine.</summary>
public sealed class PostgresEventLogOptions
{
    /// <summary>Number of live partitions of a new log.</summary>
    public const int DefaultLivePartitions = 6;

    /// <summary>
    /// Number of live partitions. Null: as many as the log has, <see cref="DefaultLivePartitions"/> for a new one. More than it has
    /// adds some, after which a region may continue in another partition; fewer is refused.
    /// </summary>
    public int? LivePartitions { get; init; }

    /// <summary>Largest record, in bytes. A larger one is refused with its whole batch.</summary>
    public int MaximumRecordBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes that may wait to be written; callers of AppendAsync wait beyond it.</summary>
    public long MaximumQueuedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Records that may wait to be written; callers of AppendAsync wait beyond it.</summary>
    public long MaximumQueuedRecords { get; init; } = 1_000_000;

    /// <summary>
    /// Bytes that one transaction appends at most, unless a single batch is larger. More is faster, but makes the first caller in it wait
    /// longer.
    /// </summary>
    public int MaximumCommitBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Bytes of a row of the table event_log at most, unless a single record is larger. The default, with the free bytes in front of it
    /// when it is read, fills an array of 1 MiB of the pool.
    /// </summary>
    public int MaximumRowBytes { get; init; } = (1024 * 1024) - RentedRun.FreeBytes;

    /// <summary>Records in a row of the table event_log at most.</summary>
    public int MaximumRowRecords { get; init; } = 16 * 1024;

    /// <summary>
    /// Bytes that a reader fetches at once, and holds twice: what is being processed and what comes next. A row is never divided.
    /// </summary>
    public int FetchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How often a reader at the end polls, in case a notification was lost.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long a write is retried when the server cannot be reached; then <see cref="LogUnavailableException"/>.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Refuses values that cannot work.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, its value and what is allowed.</exception>
    internal void Validate()
    {
        if (LivePartitions is { } partitions)
            Require(nameof(LivePartitions), partitions, 1, 1024);
        Require(nameof(MaximumRecordBytes), MaximumRecordBytes, 1024, 128 * 1024 * 1024);
        Require(nameof(MaximumQueuedBytes), MaximumQueuedBytes, 1024, long.MaxValue);
        Require(nameof(MaximumQueuedRecords), MaximumQueuedRecords, 1, long.MaxValue);
        Require(nameof(MaximumCommitBytes), MaximumCommitBytes, 1024, 256 * 1024 * 1024);
        Require(nameof(MaximumRowBytes), MaximumRowBytes, 64, 64 * 1024 * 1024);
        Require(nameof(MaximumRowRecords), MaximumRowRecords, 1, 1024 * 1024);
        Require(nameof(FetchBytes), FetchBytes, 1, 256 * 1024 * 1024);
        Require(nameof(PollInterval), (long)PollInterval.TotalMilliseconds, 1, 3_600_000);
        Require(nameof(RetryFor), (long)RetryFor.TotalMilliseconds, 0, 3_600_000);
    }

    private static void Require(string name, long value, long from, long to)
    {
        if (value < from || value > to)
        {
            throw new ArgumentOutOfRangeException(
                name, value, FormattableString.Invariant($"{name} is {value}; allowed is {from} to {to}."));
        }
    }
}
