using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Keys;

/// <summary>Asks every partition for its partials of some rows: one call a partition, however many rows.</summary>
internal sealed class PartialsReader(IGrainFactory grains, PostgresRowStore store)
{
    /// <summary>For each request, by position, the partials by partition.</summary>
    public async Task<Dictionary<int, DownloadAccumulator>[]> ReadAsync(IReadOnlyList<RowRequest> requests, CancellationToken cancellationToken)
    {
        var request = new PartialsRequest(
            [.. requests.Select(static r => r.WindowStartMs)],
            [.. requests.Select(static r => (byte)r.Kind)],
            [.. requests.Select(static r => r.Key.Span.ToArray())]);
        var partitions = await store.ListPartitionsAsync(cancellationToken).ConfigureAwait(false);
        var answers = await Task.WhenAll(partitions.Select(p => grains.GetGrain<IPartitionGrain>(p).GetPartialsAsync(request))).ConfigureAwait(false);
        var read = new Dictionary<int, DownloadAccumulator>[requests.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = [];
            for (var p = 0; p < partitions.Count; p++)
            {
                if (answers[p].Partials[i] is { } partial)
                    read[i].Add(partitions[p], partial);
            }
        }

        return read;
    }
}
