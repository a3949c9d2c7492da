using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Partitions;

/// <summary>Partials of windows that a partition has passed, from the store. They do not change any more, so the last few are kept.</summary>
internal sealed class StoredWindows(int partition, PostgresPartitionStore store)
{
    private const int Kept = 8;

    private readonly Dictionary<long, Task<Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator>>> _windows = [];
    private readonly Queue<long> _order = [];

    /// <summary>The window's partials; empty where there are none.</summary>
    public async Task<Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator>> GetAsync(long startMs, CancellationToken cancellationToken)
    {
        if (!_windows.TryGetValue(startMs, out var loading))
        {
            if (_order.Count == Kept)
                _windows.Remove(_order.Dequeue());
            _order.Enqueue(startMs);
            _windows[startMs] = loading = LoadAsync(startMs, cancellationToken);
        }

        try
        {
            return await loading;
        }
        catch
        {
            if (ReferenceEquals(_windows.GetValueOrDefault(startMs), loading))
                _windows[startMs] = LoadAsync(startMs, cancellationToken);
            throw;
        }
    }

    private async Task<Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator>> LoadAsync(long startMs, CancellationToken cancellationToken)
    {
        var partials = await store.LoadWindowAsync(partition, startMs, new Utf8KeyInterner(), cancellationToken);
        foreach (var partial in partials)
            partial.Freeze();
        return partials.ToDictionary(static p => (p.Kind, p.Key));
    }
}
