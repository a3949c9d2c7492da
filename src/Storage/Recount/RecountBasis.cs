using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.Recount;

/// <summary>What the database records of how its rows were made, at one moment.</summary>
/// <param name="Settings">What the rows were made with; null before the first silo.</param>
/// <param name="Log">The log they were made from; null before the first silo.</param>
/// <param name="Partitions">Those that have a checkpoint, in order of their number.</param>
/// <param name="Gaps">Records that the log lost before they were processed.</param>
public sealed record RecountBasis(
    PipelineSettings? Settings, LogIdentity? Log, IReadOnlyList<PartitionPast> Partitions, IReadOnlyList<StoredGap> Gaps)
{
    /// <summary>
    /// Where to begin in each partition and which windows are left out.
    /// <para>
    /// A recount may begin at the offset o of an earlier checkpoint whose latest event time is M, and is exact for every window W with
    /// W.start > M. An event before o that counts in W has an event time in [W.start, W.end) and, as M is the latest event time before o,
    /// at most M; so W.start &lt;= M. Conversely, every event of a W with W.start > M is at or after o, however much out of order the
    /// events are. Whether an event there is late depends on the latest bounded time of the prefix before it, which is the greater of the
    /// checkpoint's and what was read since o; where the log's beginning is gone, M stands for the former, which is not later: an event
    /// of W is late by a bounded time after W.end only, which comes after o. So both, counts and lateness, are those of a recount from the
    /// first offset. With several partitions it must hold in each of them.
    /// </para>
    /// </summary>
    /// <param name="beginnings">Where the log's partitions begin now. A partition that is not listed cannot be read.</param>
    /// <param name="firstWindowMs">
    /// Start of the first window that is wanted, so that reading starts as late as possible; null for all windows.
    /// </param>
    public RecountPlan Plan(IReadOnlyCollection<LogBeginning> beginnings, long? firstWindowMs)
    {
        var byPartition = beginnings.ToDictionary(static b => b.Partition);
        var starts = new List<PrefixStart>();
        var leftOut = Gaps.Select(g => g.LeftOut(Settings ?? new PipelineSettings())).ToList();
        foreach (var past in Partitions)
        {
            var places = Places(past, byPartition.GetValueOrDefault(past.Partition));
            var place = firstWindowMs is { } first ? places.LastOrDefault(p => p.MaxEventTimeMs < first) ?? places[0] : places[0];
            starts.Add(new PrefixStart(past.Partition, place.Offset, place.MaxEventTimeMs, place.Totals, past.NextOffset)
            {
                MaxBoundedTimeMs = place.MaxBoundedTimeMs,
                BoundedFromOffset = past.BoundedFromOffset,
                SetBacks = [.. past.SetBacks.Where(s => s.Offset >= place.Offset)],
            });
            if (place.LeftOutToMs is { } to)
                leftOut.Add(new LeftOut(LeftOutReason.Trimmed, place.LeftOutFromMs, to));
        }

        return new RecountPlan(starts, leftOut);
    }

    /// <summary>
    /// Offsets at which reading of the partition may start, ascending; never empty, as the checkpoint itself is one: then nothing is read.
    /// </summary>
    private static List<Place> Places(PartitionPast past, LogBeginning? beginning)
    {
        var earliest = Math.Min(beginning?.EarliestOffset ?? past.NextOffset, past.NextOffset);
        var places = new List<Place>();
        if (earliest <= past.FirstOffset)
        {
            places.Add(new Place(past.FirstOffset, Watermark.None, Watermark.None, default(PartitionTotals), 0, null));
        }
        else if (beginning is { Trimmed: { } trimmed } && beginning.EarliestOffset <= past.NextOffset)
        {
            var latest = trimmed.ToMs ?? Watermark.None;
            places.Add(new Place(earliest, latest, latest, null, trimmed.FromMs ?? long.MinValue, trimmed.ToMs));
        }

        foreach (var c in past.Earlier.Append(past.Now))
        {
            if (c.NextOffset >= earliest && (places.Count == 0 || c.NextOffset > places[^1].Offset))
            {
                places.Add(new Place(
                    c.NextOffset, c.MaxEventTimeMs, c.MaxBoundedTimeMs, c.Totals, long.MinValue,
                    c.MaxEventTimeMs == Watermark.None ? null : c.MaxEventTimeMs));
            }
        }

        return places;
    }

    private sealed record Place(
        long Offset, long MaxEventTimeMs, long MaxBoundedTimeMs, PartitionTotals? Totals, long LeftOutFromMs, long? LeftOutToMs);
}

/// <summary>How a partition was processed.</summary>
/// <param name="FirstOffset">Where that began.</param>
/// <param name="NextOffset">The offset of the checkpoint.</param>
/// <param name="Earlier">Earlier checkpoints that are remembered, ascending.</param>
public sealed record PartitionPast(
    int Partition, long FirstOffset, long NextOffset, long MaxEventTimeMs, PartitionTotals Totals, IReadOnlyList<PastCheckpoint> Earlier)
{
    /// <summary>Latest bounded time at the checkpoint.</summary>
    public long MaxBoundedTimeMs { get; init; } = MaxEventTimeMs;

    /// <summary>Records before this offset were judged by their event time alone, by an earlier version.</summary>
    public long BoundedFromOffset { get; init; }

    /// <summary>Where the clock of the log was set back, ascending.</summary>
    public IReadOnlyList<ClockSetBack> SetBacks { get; init; } = [];

    /// <summary>The checkpoint.</summary>
    public PastCheckpoint Now => new(NextOffset, MaxEventTimeMs, Totals) { MaxBoundedTimeMs = MaxBoundedTimeMs };
}

/// <summary>An earlier checkpoint.</summary>
public sealed record PastCheckpoint(long NextOffset, long MaxEventTimeMs, PartitionTotals Totals)
{
    /// <summary>Latest bounded time at it.</summary>
    public long MaxBoundedTimeMs { get; init; } = MaxEventTimeMs;
}

/// <summary>Records that the log lost before they were processed.</summary>
/// <param name="MaxBoundedTimeMs">Latest bounded time before the gap, or <see cref="Watermark.None"/>.</param>
/// <param name="NoticedAtMs">When the loss was noticed.</param>
public sealed record StoredGap(int Partition, long FromOffset, long ToOffset, long MaxBoundedTimeMs, long NoticedAtMs)
{
    /// <summary>
    /// Windows that the lost records may have belonged to. Not windows that their partition had passed by the allowed lateness: there they
    /// would have been late. Not windows that begin later than records may be ahead of the time at which they were taken, which was before
    /// the gap was noticed.
    /// </summary>
    public LeftOut LeftOut(PipelineSettings settings)
        => new(
            LeftOutReason.Gap,
            MaxBoundedTimeMs == Watermark.None
                ? long.MinValue
                : Watermark.FromMaxEventTime(MaxBoundedTimeMs, settings.OutOfOrderness) - (long)settings.AllowedLateness.TotalMilliseconds,
            NoticedAtMs + (long)settings.EventLimits.MaxAheadOfIngestion.TotalMilliseconds);
}
