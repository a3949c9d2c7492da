using StreamPulse.Core.Results;

namespace StreamPulse.Api.Pipeline;

/// <summary>Adds the partitions up.</summary>
internal static class PipelineComposer
{
    public static PipelineResponse Compose(StoredAnswer<IReadOnlyList<PartitionStatus>> answer, DateTimeOffset asOf)
    {
        var partitions = answer.Value.Select(ToItem).ToList();
        var totals = Add(partitions);
        return new PipelineResponse(partitions, totals, Account(partitions, totals), asOf, answer.CommittedWatermark, totals.LagRecords == 0);
    }

    private static PartitionItem ToItem(PartitionStatus p) => new(
        p.Partition, p.Source, p.NextOffset, p.EndOffset, p.EndOffset - p.NextOffset,
        p.Counted, p.Late, p.DeadLettered, p.Watermark, p.Sealed,
        p.CheckpointedAt, p.CheckpointAge is { } age ? Math.Round(age.TotalSeconds, 3) : null);

    private static PipelineTotals Add(List<PartitionItem> partitions)
    {
        var endsKnown = partitions.TrueForAll(p => p.EndOffset is not null);
        return new PipelineTotals(
            partitions.Count,
            endsKnown ? partitions.Sum(p => p.EndOffset!.Value) : null,
            partitions.Sum(p => p.Counted),
            partitions.Sum(p => p.Late),
            partitions.Sum(p => p.DeadLettered),
            endsKnown ? partitions.Sum(p => p.LagRecords!.Value) : null,
            partitions.Where(p => p.LagRecords > 0).Max(p => p.CheckpointAgeSeconds));
    }

    private static PipelineAccounting Account(List<PartitionItem> partitions, PipelineTotals totals)
    {
        if (totals.Appended is null)
            return new PipelineAccounting("The log's ends are not known here.", null, []);
        var unbalanced = partitions
            .Where(p => p.EndOffset != p.Counted + p.Late + p.DeadLettered + p.LagRecords)
            .Select(p => p.Partition)
            .ToList();
        var sum = totals.Counted + totals.Late + totals.DeadLettered + totals.LagRecords!.Value;
        var sign = sum == totals.Appended ? "=" : "!=";
        var equation = FormattableString.Invariant(
            $"appended {totals.Appended} {sign} counted {totals.Counted} + late {totals.Late} + dead_lettered {totals.DeadLettered} + lag {totals.LagRecords}");
        return new PipelineAccounting(equation, unbalanced.Count == 0, unbalanced);
    }
}
