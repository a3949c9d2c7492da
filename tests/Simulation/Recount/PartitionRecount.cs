using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Simulation.Log;

namespace StreamPulse.Simulation.Recount;

/// <summary>
/// The expected results of a prefix of a partition, counted directly over the events as the scenario made them: no codec, no accumulator,
/// no sketch.
/// </summary>
/// <param name="Counted">Events that are in their windows.</param>
/// <param name="Late">Late events: offset and reason.</param>
/// <param name="DeadLetters">Records that cannot be used: offset and reason.</param>
internal sealed record PartitionRecount(
    PartitionTotals Totals, long MaxEventTimeMs, IReadOnlyList<ContentDownloadEvent> Counted, IReadOnlyDictionary<long, LateReason> Late,
    IReadOnlyDictionary<long, RejectionReason> DeadLetters)
{
    /// <summary>Counts the records before <paramref name="nextOffset"/>.</summary>
    /// <param name="wasRetired">
    /// Whether the store says that the event at this offset came after its window was retired. When a window is retired depends on the
    /// clock, as docs/ARCHITECTURE.md states, so this one thing is taken from there; it counts only where the window is retired.
    /// </param>
    public static PartitionRecount Of(SimulatedPartition partition, long nextOffset, PipelineSettings settings, Func<long, bool> wasRetired)
    {
        var (size, slack, lateness) = (Ms(settings.WindowSize), Ms(settings.OutOfOrderness), Ms(settings.AllowedLateness));
        var counted = new List<ContentDownloadEvent>();
        var late = new Dictionary<long, LateReason>();
        var dead = new Dictionary<long, RejectionReason>();
        long? latest = null;
        long? bounded = null; // the latest event time, where none counts as later than its record was taken
        var records = partition.Records.TakeWhile(r => r.Offset < nextOffset).ToList();
        foreach (var record in records)
        {
            if (bounded is not null && record.IngestionTimeMs + slack + lateness < bounded)
                bounded = record.IngestionTimeMs; // the clock of the log was ahead and has been put right
            if (record.Poison != RejectionReason.None)
            {
                dead.Add(record.Offset, record.Poison);
                continue;
            }

            var e = record.Event!;
            var windowEnd = (e.EventTimeMs / size * size) + size;
            if (bounded is not null && windowEnd + lateness <= bounded - slack)
                late.Add(record.Offset, LateReason.BeyondAllowedLateness);
            else if (wasRetired(record.Offset))
                late.Add(record.Offset, LateReason.WindowRetired);
            else
                counted.Add(e);
            latest = Math.Max(latest ?? long.MinValue, e.EventTimeMs);
            bounded = Math.Max(bounded ?? long.MinValue, Math.Min(e.EventTimeMs, record.IngestionTimeMs));
        }

        var totals = new PartitionTotals(counted.Count, late.Count, dead.Count, Absent: nextOffset - records.Count);
        return new PartitionRecount(totals, latest ?? Watermark.None, counted, late, dead);
    }

    private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;
}
