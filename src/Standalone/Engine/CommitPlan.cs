using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Results;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Standalone.Engine;

/// <summary>A commit as the merge loop decided it. Its partials are frozen and are encoded outside the loop.</summary>
/// <param name="Batch">The commit without its segments.</param>
/// <param name="Segments">What the segments hold.</param>
/// <param name="FirstClosingAt">When the first of its windows closed (a timestamp of the time provider), if any did.</param>
internal sealed record CommitPlan(CommitBatch Batch, IReadOnlyList<PlannedSegment> Segments, long? FirstClosingAt)
{
    /// <summary>Whether the merge loop has taken note of the commit's success.</summary>
    public bool Noted { get; set; }

    /// <summary>Windows that have rows once this is committed.</summary>
    public IReadOnlyList<WindowRange> ClosedWindows => Batch.ClosedWindows;

    /// <summary>The batch with its segments encoded.</summary>
    public CommitBatch Encode()
        => Batch with
        {
            Segments =
            [
                .. Segments.Select(static s =>
                    new PartialSegment(s.Partition, s.WindowStartMs, s.Number, s.ReplacesEarlier, SegmentCodec.Encode(s.Partials))),
            ],
        };
}

/// <summary>A segment before it is encoded.</summary>
internal sealed record PlannedSegment(
    int Partition, long WindowStartMs, int Number, bool ReplacesEarlier, IReadOnlyCollection<DownloadAccumulator> Partials);
