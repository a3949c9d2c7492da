namespace StreamPulse.Standalone.Engine;

/// <summary>How the in-process engine runs. Nothing here changes what rows say, only when they appear and what running costs.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// How long a partition collects changes before it hands them to the merger. A shorter time makes live answers fresher and costs CPU.
    /// </summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest time between two checkpoints while records come. More means more to read again after a crash.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After this long without records a partition no longer holds the watermark back. A shorter time shows rows sooner and revises them
    /// more often.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A window's partials are kept at least this long after it closed, for imports that begin later. More costs disk.</summary>
    public TimeSpan PartialRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// After this long a window is retired even if an idle partition might still have events for it, which are then late.
    /// </summary>
    public TimeSpan PartialRetentionBound { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Records of a partition that may be read and not committed. When the store is away reading stops there.</summary>
    public int MaxUncommittedRecords { get; init; } = 2_000_000;

    /// <summary>Updates that may wait for the merger; when it is full partitions wait.</summary>
    public int UpdateQueueCapacity { get; init; } = 64;

    /// <summary>
    /// What happens when the log has deleted records that are not processed yet. Stopping loses nothing more; skipping records the gap.
    /// </summary>
    public TrimmedLogPolicy OnTrimmed { get; init; } = TrimmedLogPolicy.Stop;

    /// <summary>
    /// How long a graceful stop may take to commit what is in memory. What is not committed by then is read again at the next start.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(nameof(UpdateInterval), UpdateInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        Check(nameof(CommitInterval), CommitInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        Check(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Check(nameof(PartialRetention), PartialRetention, TimeSpan.Zero, PartialRetentionBound);
        Check(nameof(PartialRetentionBound), PartialRetentionBound, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Check(nameof(StopTimeout), StopTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        if (MaxUncommittedRecords is < 1000 or > 1_000_000_000)
            problems.Add($"Engine:MaxUncommittedRecords is {MaxUncommittedRecords}; allowed are 1000 to 1000000000.");
        if (UpdateQueueCapacity is < 1 or > 10_000)
            problems.Add($"Engine:UpdateQueueCapacity is {UpdateQueueCapacity}; allowed are 1 to 10000.");
        return problems;

        void Check(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
                problems.Add($"Engine:{key} is {value:c}; allowed are {least:c} to {most:c}.");
        }
    }
}
