using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Partials;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Grains.Partitions;

/// <summary>A checkpoint as decided at one offset; its partials are frozen and are encoded outside the grain.</summary>
/// <param name="Batch">Checkpoint, late events and dead letters.</param>
/// <param name="Segments">Partials that changed.</param>
/// <param name="RowsFirst">Changed partials of closed windows: their rows must be durable before the checkpoint.</param>
/// <param name="Marks">Closed windows whose rows hold all that this checkpoint says, once those are.</param>
internal sealed record CheckpointPlan(
    CommitBatch Batch,
    IReadOnlyList<SegmentPlan> Segments,
    IReadOnlyList<(PartitionWindow Window, DownloadAccumulator[] Partials)> RowsFirst,
    IReadOnlyList<PartitionWindow> Marks)
{
    /// <summary>After this many segments the next one replaces them all.</summary>
    private const int SegmentsBeforeReplacing = 8;

    /// <summary>Where the checkpoint leads.</summary>
    public long NextOffset => Batch.Checkpoints[0].NextOffset;

    /// <summary>Decides on a checkpoint. All updates must have been applied.</summary>
    /// <param name="term">Of the activation.</param>
    /// <returns>The plan, or null when there is nothing to say.</returns>
    public static CheckpointPlan? Make(
        int partition, long term, long committedOffset, PartitionAggregator aggregator, PartitionWindows windows,
        IReadOnlyList<LateEvent> lateEvents, IReadOnlyList<DeadLetter> deadLetters, IReadOnlyList<LogGap> gaps)
    {
        var marks = windows.All.Where(static w => w is { Standing: WindowStanding.Closed, IsMarked: false }).ToList();
        var rowsFirst = windows.All.Where(static w => w is { Standing: WindowStanding.Closed, HasUnwritten: true }).Select(static w => (w, w.Unwritten())).ToList();
        if (aggregator.NextOffset == committedOffset && marks.Count == 0 && rowsFirst.Count == 0)
            return null;
        var batch = CommitBatch.Empty with
        {
            Checkpoints = [new CheckpointAdvance(partition, committedOffset, aggregator.NextOffset, aggregator.MaxEventTimeMs, aggregator.Totals) { Term = term }],
            LateEvents = [.. lateEvents.Select(e => new PartitionLateEvent(partition, e))],
            DeadLetters = [.. deadLetters.Select(d => new PartitionDeadLetter(partition, d))],
            Gaps = [.. gaps.Select(g => new PartitionGap(partition, g))],
            WrittenWindows = [.. marks.Select(w => new Storage.Commits.PartitionWindow(partition, w.StartMs))],
        };
        return new CheckpointPlan(batch, [.. windows.All.Where(static w => w.HasUncommitted).Select(w => PlanSegment(partition, w))], rowsFirst, marks);
    }

    /// <summary>The batch with its segments encoded.</summary>
    public CommitBatch Encode()
        => Batch with
        {
            Segments = [.. Segments.Select(static s => new PartialSegment(s.Partition, s.WindowStartMs, s.Number, s.ReplacesEarlier, SegmentCodec.Encode(s.Partials)))],
        };

    private static SegmentPlan PlanSegment(int partition, PartitionWindow window)
    {
        var (next, since) = window.Segments;
        var replaces = since >= SegmentsBeforeReplacing;
        window.Segments = new SegmentNumbers(next + 1, replaces ? 1 : since + 1);
        var changed = window.TakeUncommitted();
        return new SegmentPlan(partition, window.StartMs, next, replaces, replaces ? window.All : changed);
    }
}

/// <summary>A segment before it is encoded.</summary>
internal sealed record SegmentPlan(
    int Partition, long WindowStartMs, int Number, bool ReplacesEarlier, IReadOnlyCollection<DownloadAccumulator> Partials);
