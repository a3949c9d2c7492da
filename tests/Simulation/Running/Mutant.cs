namespace StreamPulse.Simulation.Running;

/// <summary>Known-bad variants that the simulation has to detect. They exist in the simulation only.</summary>
public enum Mutant
{
    /// <summary>The product as it is.</summary>
    None,

    /// <summary>A reader does not wait for a record whose transaction takes longer than a later one's, and passes its offset.</summary>
    GapSkipped,

    /// <summary>
    /// The merged watermark is the minimum over all partitions but the last one, and windows do not wait for those that are filling them.
    /// </summary>
    WatermarkIgnoresPartition,

    /// <summary>The merged watermark moves to the end of the last window when nothing comes, whether its time is over or not.</summary>
    WatermarkIgnoresClock,

    /// <summary>Lateness and closing follow event time alone: a fast producer moves what others see.</summary>
    EventTimeUnbounded,

    /// <summary>When the clock of the log was ahead and is put right, the watermark stays ahead.</summary>
    ClockNotSetBack,

    /// <summary>When the clock of the log is put right, windows that the partition no longer has are not loaded.</summary>
    SetBackWithoutWindows,

    /// <summary>A commit moves the checkpoint in one transaction and writes all the rest in a second one.</summary>
    CheckpointBeforePartials,

    /// <summary>Checkpoints move from wherever they stand: an activation that was replaced writes over its successor.</summary>
    NoPartitionFencing,

    /// <summary>Of the segments of a window the first one counts, not the last one.</summary>
    OldSegmentWins,

    /// <summary>A partition that begins takes windows that are closed for retired: their events are late ones.</summary>
    ClosedTakenForRetired,

    /// <summary>A partition that begins does not load open windows that it has passed.</summary>
    PassedWindowsNotLoaded,

    /// <summary>Live answers hold windows of which a partition says that it no longer has them.</summary>
    LiveWithEvicted,

    /// <summary>A partition answers with what has changed since an answer of another activation.</summary>
    LiveOfAnotherActivation,

    /// <summary>Rows are made of partials that are not committed yet.</summary>
    RowsOfUncommitted,

    /// <summary>Rows are replaced by rows of older versions.</summary>
    RowsGoBack,

    /// <summary>Rows that were written in advance stay as they are, though they have changed since.</summary>
    PreparedRowsStay,

    /// <summary>Which committed versions rows lack is forgotten with the operator that knew.</summary>
    DueForgotten,

    /// <summary>Windows are closed whether they are closed already or not, and with alerts judged before another closing.</summary>
    ClosedOutOfOrder,

    /// <summary>A window is closed although its rows lack something that is committed.</summary>
    ClosedWhileDue,

    /// <summary>A window is retired although its rows lack something.</summary>
    RetiredWhileDue,

    /// <summary>A partition commits events of a window that was retired before it heard of that.</summary>
    RetiredUnnoticed,

    /// <summary>While the schema registry is away, nobody is said to know a schema that is looked for.</summary>
    AwayTakenForUnknown,
}
