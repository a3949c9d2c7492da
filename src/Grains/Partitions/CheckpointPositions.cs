using StreamPulse.Log;
using StreamPulse.Storage.Cluster;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Partitions;

/// <summary>Reading begins at the partition's checkpoint; the first time at the first record that the log has.</summary>
internal sealed class CheckpointPositions(PostgresPartitionStore store, IEventLog log) : ILogPositions
{
    public async Task<long> GetStartAsync(int partition, CancellationToken cancellationToken)
    {
        var known = (await log.GetPartitionsAsync(cancellationToken)).FirstOrDefault(p => p.Partition == partition);
        return await store.GetNextOffsetAsync(partition, known?.EarliestOffset ?? 0, cancellationToken);
    }
}
