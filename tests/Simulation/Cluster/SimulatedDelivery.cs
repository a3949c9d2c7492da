using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Running;

namespace StreamPulse.Simulation.Cluster;

/// <summary>Records that a stream delivers, beginning anywhere.</summary>
internal sealed class SimulatedDelivery(
    SimulatedPartition partition, IReadOnlyList<SimulatedRecord> records, long fromOffset, long nextOffset, long endOffset, Mutant mutant)
    : DeliveredRecords
{
    /// <inheritdoc/>
    public override long FromOffset => fromOffset;

    /// <inheritdoc/>
    public override long NextOffset => nextOffset;

    /// <inheritdoc/>
    public override long EndOffset => endOffset;

    /// <summary>Visible records of the partition from an offset on, at most so many; null where there are none.</summary>
    public static SimulatedDelivery? Of(SimulatedPartition partition, long fromOffset, int most, Mutant mutant)
    {
        var records = partition.Records.Skip(partition.IndexOf(fromOffset))
            .TakeWhile(r => r.Offset < partition.VisibleEnd).Take(most).ToList();
        return records.Count == 0
            ? null
            : new SimulatedDelivery(partition, records, fromOffset, records[^1].Offset + 1, partition.VisibleEnd, mutant);
    }

    /// <inheritdoc/>
    public override void AddTo(PartitionAggregator aggregator, long readAtMs)
    {
        foreach (var record in records)
            aggregator.Add(partition.Read(record, mutant), readAtMs);
    }
}
