using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Grains.Hosting;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Rows;

/// <summary>The rows of PostgreSQL, with their number and the time of each transaction as metrics.</summary>
internal sealed class MeteredRowStore(PostgresRowStore store, GrainMetrics metrics, TimeProvider time) : IRowStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> ListPartitionsAsync(CancellationToken cancellationToken)
        => store.ListPartitionsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredWindow>> LoadWindowsAsync(
        int partition, IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => store.LoadWindowsAsync(partition, windowStartsMs, interner, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        AccumulatorKind kind, IReadOnlyList<VersionedRows> windows, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var written = await store.WriteAsync(kind, windows, cancellationToken).ConfigureAwait(false);
        metrics.RowsWritten(windows.Sum(static w => w.Rows.Count), time.GetElapsedTime(started));
        return written;
    }

    /// <inheritdoc/>
    public Task PrepareAsync(AccumulatorKind kind, VersionedRows window, CancellationToken cancellationToken)
        => store.PrepareAsync(kind, window, cancellationToken);
}
