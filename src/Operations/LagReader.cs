using StreamPulse.Log;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Operations;

/// <summary>Compares checkpoints with the log: the lag of a pipeline in another process, or of one that is not running.</summary>
public sealed class LagReader(IEventLog log, PostgresProgress pipeline, TimeProvider time)
{
    private static readonly TimeSpan FirstRecordWait = TimeSpan.FromSeconds(5);

    /// <summary>The lag of every partition. Reads one record of each that lags.</summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    public async Task<IReadOnlyList<PartitionLag>> ReadAsync(CancellationToken cancellationToken)
    {
        var checkpoints = await pipeline.ReadCheckpointsAsync(cancellationToken); // before the ends, so that no lag comes out negative
        var lags = new List<PartitionLag>();
        foreach (var partition in await log.GetPartitionsAsync(cancellationToken))
        {
            var checkpoint = checkpoints.TryGetValue(partition.Partition, out var next) ? next : (long?)null;
            var from = Math.Max(checkpoint ?? 0, partition.EarliestOffset);
            var events = Math.Max(0, partition.EndOffset - from);
            var seconds = events == 0 ? 0 : await AgeAsync(partition.Partition, from, cancellationToken);
            lags.Add(new PartitionLag(partition.Partition, checkpoint, partition.EarliestOffset, partition.EndOffset, events, seconds));
        }

        return lags;
    }

    private async Task<double?> AgeAsync(int partition, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = log.OpenReader(partition, offset);
            using var batch = await reader.ReadAsync(FirstRecordWait, cancellationToken);
            if (batch is null || !batch.TryRead(out var first) || first.TimeMs == LogRecord.UnknownTimeMs)
                return null;
            return Math.Max(0, (time.GetUtcNow().ToUnixTimeMilliseconds() - first.TimeMs) / 1000.0);
        }
        catch (OffsetOutOfRangeException)
        {
            return null; // trimmed in between
        }
    }
}
