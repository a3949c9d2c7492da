using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Standalone.Engine;

/// <summary>What the merge loop knows of a partition.</summary>
internal sealed class PartitionEntry(PartitionWorker worker, PartitionTotals totals)
{
    public PartitionWorker Worker { get; } = worker;

    public PartitionPhase Phase { get; set; } = PartitionPhase.Active;

    public long NextOffset { get; set; } = worker.StartOffset;

    public long MaxEventTimeMs { get; set; } = worker.StartMaxEventTimeMs;

    public PartitionTotals Totals { get; set; } = totals;

    /// <summary>Where the checkpoint stands once the commit under way has ended.</summary>
    public long PlannedOffset { get; set; } = worker.StartOffset;

    public PartitionProgress Progress => new(Worker.Partition, Phase, MaxEventTimeMs);

    /// <summary>Whether no event of a window with this end can be counted any more, as far as this partition is concerned.</summary>
    public bool HasPassed(long windowEndMs, PipelineSettings settings)
        => Phase == PartitionPhase.Finished || windowEndMs - settings.Windows.SizeMs < Watermark.PassedBefore(MaxEventTimeMs, settings);
}
