using System.Globalization;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Pipeline;

/// <summary>Combines committed state and read progress, and sums up the partitions.</summary>
internal static class PipelineComposer
{
    /// <param name="progress">Progress of the pipeline in this process; null if it runs elsewhere.</param>
    public static PipelineResponse Compose(
        StoredAnswer<IReadOnlyList<PartitionStatus>> answer, StoreCondition condition, PipelineProgress? progress, DateTimeOffset asOf)
    {
        var readings = (progress?.Partitions ?? []).ToDictionary(static r => r.Partition);
        var partitions = answer.Value.Select(p => ToItem(p, readings.GetValueOrDefault(p.Partition))).ToList();
        var totals = Add(partitions);
        var log = progress is null
            ? null
            : new PipelineLog(progress.Log.Kind, progress.Log.Name, progress.Log.Reachable, progress.Log.Reason);
        return new PipelineResponse(
            partitions, totals, Account(partitions, totals), log, progress?.State, asOf, condition.Watermark, totals.LagRecords == 0,
            condition.Warnings());
    }

    private static PartitionItem ToItem(PartitionStatus p, PartitionReading? reading)
    {
        // The end is read periodically, and a commit may have passed the value read last.
        long? end = p.EndOffset is null && reading is null
            ? null
            : Math.Max(p.NextOffset, Math.Max(p.EndOffset ?? 0, reading?.EndOffset ?? 0));
        return new PartitionItem(
            p.Partition, p.Source, p.FirstOffset, p.NextOffset, end, end - p.NextOffset, Round(reading?.LagSeconds), reading?.Phase,
            p.Counted, p.Late, p.DeadLettered, p.Absent, p.Missing, p.Watermark, p.Sealed,
            p.CheckpointedAt, Round(p.CheckpointAge?.TotalSeconds), p.ImportRejected);
    }

    private static double? Round(double? seconds) => seconds is { } s ? Math.Round(s, 3) : null;

    private static PipelineTotals Add(List<PartitionItem> partitions)
    {
        var endsKnown = partitions.TrueForAll(p => p.EndOffset is not null);
        return new PipelineTotals(
            partitions.Count,
            endsKnown ? partitions.Sum(p => p.EndOffset!.Value - p.FirstOffset) : null,
            partitions.Sum(p => p.Counted),
            partitions.Sum(p => p.Late),
            partitions.Sum(p => p.DeadLettered),
            partitions.Sum(p => p.Absent),
            partitions.Sum(p => p.Missing),
            endsKnown ? partitions.Sum(p => p.LagRecords!.Value) : null,
            partitions.Max(p => p.LagSeconds),
            partitions.Where(p => p.LagRecords > 0).Max(p => p.CheckpointAgeSeconds),
            partitions.Sum(p => p.ImportRejected));
    }

    private static PipelineAccounting Account(List<PartitionItem> partitions, PipelineTotals totals)
    {
        if (totals.Appended is null)
            return new PipelineAccounting("The end offsets of the log are not known here.", null, []);
        var unbalanced = partitions
            .Where(p => p.EndOffset - p.FirstOffset != p.Counted + p.Late + p.DeadLettered + p.Absent + p.Missing + p.LagRecords)
            .Select(p => p.Partition)
            .ToList();
        var sum = totals.Counted + totals.Late + totals.DeadLettered + totals.Absent + totals.Missing + totals.LagRecords!.Value;
        var sign = sum == totals.Appended ? "=" : "!=";
        var equation = string.Create(
            CultureInfo.InvariantCulture,
            $"appended {totals.Appended} {sign} counted {totals.Counted} + late {totals.Late} + dead_lettered {totals.DeadLettered} + "
            + $"absent {totals.Absent} + missing {totals.Missing} + lag {totals.LagRecords}");
        return new PipelineAccounting(equation, unbalanced.Count == 0, unbalanced);
    }
}
