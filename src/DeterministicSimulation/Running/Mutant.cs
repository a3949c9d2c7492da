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
    /// Only checkpoints fence, as they did until this rig found it wanting: an engine that has read nothing new closes windows beside its successor.
    /// </summary>
    NoTerm,

    /// <summary>A window that the merged watermark has closed takes no events any more after a restart.</summary>
    LateByMergedWatermark,

    /// <summary>Of the segments of a window the first one counts, not the last one.</summary>
    OldSegmentWins,

    /// <summary>A closed window comes back from the store with the partials of one partition only.</summary>
    PartlyBroughtBack,

    /// <summary>Cluster: partials that are told twice are added twice.</summary>
    MergeAddsOnRepeat,

    /// <summary>Cluster: a row is replaced by whatever is written last, also by one that counts fewer downloads.</summary>
    RowWithoutCompare,

    /// <summary>Cluster: a checkpoint is saved before the rows of closed windows that it changes.</summary>
    RowsAfterCheckpoint,

    /// <summary>
    /// Cluster: offsets alone fence, and rows may be made of the partials of an activation that goes on after its silo was declared dead, as it was until this rig
    /// was given zombies that live long.
    /// </summary>
    NoPartitionTerm,
}
