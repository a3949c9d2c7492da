using StreamPulse.Core.Partials;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Log;

namespace StreamPulse.Simulation.Cluster;

/// <summary>Records that a stream delivers, beginning anywhere.</summary>
internal sealed class SimulatedDelivery(IReadOnlyList<SimulatedRecord> records, long fromOffset, long nextOffset, long endOffset)
    : DeliveredRecords
{
    /// <inheritdoc/>
    public override long FromOffset => fromOffset;

    /// <inheritdoc/>
    public override long NextOffset => nextOffset;

    /// <inheritdoc/>
    public override long EndOffset => endOffset;

    /// <summary>Visible records of the partition from an offset on, at most so many; null where there are none.</summary>
    public static SimulatedDelivery? Of(SimulatedPartition partition, long fromOffset, int most)
    {
        var records = partition.Records.Skip(partition.IndexOf(fromOffset))
            .TakeWhile(r => r.Offset < partition.VisibleEnd).Take(most).ToList();
        return records.Count == 0 ? null : new SimulatedDelivery(records, fromOffset, records[^1].Offset + 1, partition.VisibleEnd);
    }

    /// <inheritdoc/>
    public override void AddTo(PartitionAggregator aggregator, long readAtMs)
    {
        foreach (var record in records)
            aggregator.Add(new LogRecord(record.Offset, record.IngestionTimeMs, record.Key, record.Value), readAtMs);
    }
}
