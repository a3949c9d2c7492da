namespace StreamPulse.Core.Windows;

/// <summary>How a partition affects the merged watermark.</summary>
public enum PartitionPhase
{
    /// <summary>Records arrive or wait to be read: its watermark holds the merged one back.</summary>
    Active,

    /// <summary>All its records are read and none came for the idle timeout: it steps aside until the next one.</summary>
    Idle,

    /// <summary>Sealed and read to its end: nothing can come any more.</summary>
    Finished,
}

/// <summary>What the merged watermark needs to know of one partition.</summary>
/// <param name="MaxBoundedTimeMs">
/// Latest bounded time that is committed, or <see cref="Watermark.None"/>; see <see cref="Partials.PartitionAggregator.MaxBoundedTimeMs"/>.
/// </param>
public readonly record struct PartitionProgress(int Partition, PartitionPhase Phase, long MaxBoundedTimeMs);
