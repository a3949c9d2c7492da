using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Partitions;

/// <summary>A batch of a stream.</summary>
internal sealed class DeliveredBatch(LogBatch batch) : DeliveredRecords
{
    /// <inheritdoc/>
    public override long FromOffset => batch.FromOffset;

    /// <inheritdoc/>
    public override long NextOffset => batch.NextOffset;

    /// <inheritdoc/>
    public override long EndOffset => batch.EndOffset;

    /// <inheritdoc/>
    public override void AddTo(PartitionAggregator aggregator, long readAtMs)
    {
        var records = batch.Read();
        while (records.TryRead(out var record))
            aggregator.Add(record, readAtMs);
    }
}
