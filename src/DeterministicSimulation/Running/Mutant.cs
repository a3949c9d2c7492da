namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>Known-bad variants that the rig has to find. They live in the rig and in no part that ships enabled.</summary>
public enum Mutant
{
    /// <summary>The product as it is.</summary>
    None,

    /// <summary>A commit moves its checkpoints in one transaction and writes all the rest in a second one.</summary>
    CheckpointBeforeRows,

    /// <summary>A reader does not wait for a record whose transaction takes longer than a later one's, and passes its offset.</summary>
    GapSkipped,

    /// <summary>The merged watermark is the minimum over all partitions but the last one.</summary>
    WatermarkIgnoresPartition,

    /// <summary>Checkpoints move from wherever they stand: a process that was thought dead writes over its successor.</summary>
    NoFencing,

    /// <summary>
    /// Only checkpoints fence, as they did until this simulation showed that this is not enough: an engine that has read nothing new closes
    /// windows beside its successor.
    /// </summary>
    NoTerm,

    /// <summary>A window that the merged watermark has closed takes no events any more after a restart.</summary>
    LateByMergedWatermark,

    /// <summary>Of the segments of a window the first one counts, not the last one.</summary>
    OldSegmentWins,

    /// <summary>A closed window comes back from the store with the partials of one partition only.</summary>
    PartlyBroughtBack,

    /// <summary>Operators: checkpoints of single partitions move from wherever they stand.</summary>
    NoPartitionFencing,

    /// <summary>Operators: rows are made of partials that are not committed yet.</summary>
    RowsOfUncommitted,

    /// <summary>Operators: rows are replaced by rows of older versions.</summary>
    RowsGoBack,

    /// <summary>Operators: which committed versions rows lack is forgotten with the operator that knew.</summary>
    DueForgotten,

    /// <summary>
    /// Operators: windows are closed whether they are closed already or not, and with alerts that were judged before another closing.
    /// </summary>
    ClosedOutOfOrder,

    /// <summary>Operators: a window is closed although its rows lack something that is committed.</summary>
    ClosedWhileDue,

    /// <summary>Operators: a window is retired although its rows lack something.</summary>
    RetiredWhileDue,

    /// <summary>Operators: a partition commits events of a window that was retired before it heard of that.</summary>
    RetiredUnnoticed,
}
