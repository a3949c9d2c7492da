namespace StreamPulse.Verify;

/// <summary>Result of a recount.</summary>
/// <param name="Records">
/// Records of the log that were recounted: up to the checkpoints, and all of them unless retention has deleted some.
/// </param>
/// <param name="Counted">Of these, counted in a window.</param>
/// <param name="CountedInCompared">Of the counted, those in windows that were compared.</param>
/// <param name="WindowsCompared">Closed windows whose records are all in the log and whose rows include all that is committed.</param>
/// <param name="WindowsClosed">All closed windows.</param>
/// <param name="DifferenceCount">Values that differ.</param>
/// <param name="Differences">The first of them, at most <see cref="Verifier.MaxListed"/>.</param>
public sealed record VerifyReport(
    long Records, long Counted, long Late, long DeadLettered, long CountedInCompared, long WindowsCompared, long WindowsClosed,
    long ContentRows, long RegionRows, long DeviceRows, long DifferenceCount, IReadOnlyList<VerifyDifference> Differences)
{
    /// <summary>Closed windows that were not compared because records of them are, or may be, no longer in the log.</summary>
    public long WindowsTrimmed { get; init; }

    /// <summary>
    /// Closed windows that were not compared because the log lost records before they were processed that may have belonged to them.
    /// </summary>
    public long WindowsWithGaps { get; init; }

    /// <summary>
    /// Closed windows that were not compared because late events are committed and not in the rows yet: the pipeline was stopped, or is
    /// about to write them.
    /// </summary>
    public long WindowsDue { get; init; }

    /// <summary>
    /// Partitions with records that are in the log and not counted yet. Beside a pipeline that runs, those that have just come; otherwise
    /// they wait for one.
    /// </summary>
    public IReadOnlyList<WaitingRecords> Waiting { get; init; } = [];

    /// <summary>Records that are in the log and not counted yet.</summary>
    public long RecordsWaiting => Waiting.Sum(static w => w.Records);

    /// <summary>Rows of the three tables that were compared.</summary>
    public long RowsCompared => ContentRows + RegionRows + DeviceRows;

    /// <summary>Counted events of windows that were not compared.</summary>
    public long CountedNotCompared => Counted - CountedInCompared;
}

/// <summary>Records of a partition that are in the log and not counted yet.</summary>
/// <param name="File">The file that was imported into it; null for a live partition.</param>
public sealed record WaitingRecords(int Partition, string? File, long Records);

/// <summary>One value that differs.</summary>
/// <param name="Column">A column, or (row) when one side lacks the row.</param>
public sealed record VerifyDifference(string Table, string Key, DateTime? WindowStart, string Column, string? Stored, string? Recounted);
