namespace StreamPulse.Pipeline;

/// <summary>How the pipeline runs. Nothing here changes what rows say, only when they appear and what running costs.</summary>
public sealed record PipelineOptions
{
    /// <summary>
    /// Least time between two rounds in which partitions are asked for their progress. A round runs when a partition has news, and every
    /// <see cref="PartitionPoll"/>. A shorter time closes windows sooner and costs CPU while much happens; each partition costs one call.
    /// </summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a partition collects changes before an update. Less makes live answers fresher and costs CPU.</summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Longest time between two checkpoints of a partition while records arrive. A longer time means more to read again after a crash.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After this long without records a partition no longer holds the watermark back. A shorter time shows rows sooner and revises them
    /// more often.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After this long without a delivery a partition that is behind reads the log itself. A shorter time shortens the interruption after
    /// a silo has died.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often the log is asked for partitions and their ends, and all partitions for their progress, when nothing happens; a fifth as
    /// often once everything in the log is in closed windows. A shorter time detects new partitions, idle ones and lost messages sooner.
    /// </summary>
    public TimeSpan PartitionPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a partition whose home is another silo stays where it is. A shorter time moves it sooner when silos join or leave.
    /// </summary>
    public TimeSpan MoveAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// What to do when the log has deleted records before they were read. False: the partition stops and reports it, and an operator
    /// decides. True: it continues, and the gap is recorded in <c>log_gaps</c>, counted and shown.
    /// </summary>
    public bool SkipLostRecords { get; init; }

    /// <summary>
    /// Records of a partition that may be read and not be in a checkpoint. While the store is unreachable, reading stops there.
    /// </summary>
    public int MaxUncommittedRecords { get; init; } = 2_000_000;

    /// <summary>
    /// Maximum number of windows of a partition that wait to be closed; at that number it stops reading until some are closed. Bounds
    /// how far it runs ahead of the others.
    /// </summary>
    public int MaxOpenWindows { get; init; } = 1024;

    /// <summary>Windows that are closed in one round. More is faster for an old log with few events in a window.</summary>
    public int WindowsPerRound { get; init; } = 256;

    /// <summary>A window's partials are kept at least this long after it closed. More costs disk.</summary>
    public TimeSpan PartialRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After this long a window is retired even if a partition might still have events for it, which are then late.</summary>
    public TimeSpan PartialRetentionBound { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Period of the reminder that closes windows when nothing else does. Orleans accepts no less than its own minimum, a minute unless
    /// configured otherwise.
    /// </summary>
    public TimeSpan ReminderPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether grain timers and the silos' own calls drive the pipeline. If false, only the reminder does: for tests of that path.
    /// </summary>
    public bool Timers { get; init; } = true;

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        CheckTime(nameof(ProgressInterval), ProgressInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        CheckTime(nameof(UpdateInterval), UpdateInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        CheckTime(nameof(CommitInterval), CommitInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        CheckTime(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        CheckTime(nameof(StallTimeout), StallTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5));
        CheckTime(nameof(PartitionPoll), PartitionPoll, TimeSpan.FromMilliseconds(20), TimeSpan.FromMinutes(5));
        CheckTime(nameof(MoveAfter), MoveAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        CheckTime(nameof(PartialRetention), PartialRetention, TimeSpan.Zero, PartialRetentionBound);
        CheckTime(nameof(PartialRetentionBound), PartialRetentionBound, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        CheckTime(nameof(ReminderPeriod), ReminderPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        CheckNumber(nameof(MaxUncommittedRecords), MaxUncommittedRecords, 1000, 1_000_000_000);
        CheckNumber(nameof(MaxOpenWindows), MaxOpenWindows, 16, 1_000_000);
        CheckNumber(nameof(WindowsPerRound), WindowsPerRound, 1, 100_000);
        return problems;

        void CheckTime(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
                problems.Add($"Engine:{key} is {value:c}; allowed are {least:c} to {most:c}.");
        }

        void CheckNumber(string key, int value, int least, int most)
        {
            if (value < least || value > most)
                problems.Add($"Engine:{key} is {value}; allowed are {least} to {most}.");
        }
    }
}
