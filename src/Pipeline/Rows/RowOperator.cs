using Microsoft.Extensions.Logging;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Rows;

/// <summary>
/// Makes the rows of one kind from what the partitions have committed, and from nothing else. What it keeps in memory is a cache of
/// that: it may be lost at any time, and a second operator of the same windows does no harm, because the store has the versions that rows
/// are made from and never goes back. May be called by any thread.
/// </summary>
internal sealed class RowOperator(
    AccumulatorKind kind, IRowStore store, IPartitionPeer partitions, PipelineSettings settings, ILogger logger)
{
    /// <summary>Windows whose partials are kept for the next revision: each may hold every key.</summary>
    private const int MostKept = 2;

    /// <summary>Windows whose rows are made at a time and written in one transaction.</summary>
    private const int WindowsPerTransaction = 8;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<long, WindowRowsState> _windows = [];
    private long _uses;

    /// <summary>
    /// Makes the rows of some windows that have changed since they were last made here, and writes them, a few windows in a transaction.
    /// </summary>
    /// <returns>By window, the versions by partition that its rows are made from.</returns>
    /// <exception cref="StoreUnavailableException">Whether they were written is not known; call again.</exception>
    public async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var written = new Dictionary<long, IReadOnlyDictionary<int, int>>();
            foreach (var starts in windowStartsMs.Distinct().Order().Chunk(WindowsPerTransaction))
            {
                foreach (var (start, versions) in await WriteSomeAsync([.. starts.Select(StateOf)], cancellationToken))
                    written[start] = versions;
                Evict();
            }

            return written;
        }
        finally
        {
            Evict();
            _oneAtATime.Release();
        }
    }

    /// <summary>
    /// Makes the rows of a window that will close soon, of what is committed so far, so that <see cref="WriteAsync"/> has to make only
    /// those that change until then.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public async Task PrepareAsync(long windowStartMs, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var window = StateOf(windowStartMs);
            await ReadCommittedAsync([window], cancellationToken);
            await store.PrepareAsync(kind, window.Take(), cancellationToken);
        }
        finally
        {
            Evict();
            _oneAtATime.Release();
        }
    }

    private async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteSomeAsync(
        WindowRowsState[] windows, CancellationToken cancellationToken)
    {
        await ReadCommittedAsync(windows, cancellationToken);
        var written = await store.WriteAsync(kind, [.. windows.Select(static w => w.Take())], cancellationToken);
        foreach (var window in windows)
            window.NoteWritten(written[window.StartMs]);
        foreach (var overtaken in windows.Where(static w => w.IsOvertaken))
            _windows.Remove(overtaken.StartMs);
        return written;
    }

    /// <summary>Adds what all partitions have committed since.</summary>
    private async Task ReadCommittedAsync(WindowRowsState[] windows, CancellationToken cancellationToken)
    {
        var numbers = await store.ListPartitionsAsync(cancellationToken);
        foreach (var (partition, committed) in await Task.WhenAll(numbers.Select(p => ReadCommittedAsync(p, windows, cancellationToken))))
        {
            foreach (var window in committed)
                _windows[window.WindowStartMs].Apply(partition, window.Version, window.Partials);
        }
    }

    /// <summary>
    /// Reads what the partition has committed since: from the partition, or from the store if it does not answer or has evicted a window.
    /// </summary>
    private async Task<(int Partition, IReadOnlyList<StoredWindow> Committed)> ReadCommittedAsync(
        int partition, WindowRowsState[] windows, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(partition, windows, cancellationToken);
        var committed = new List<StoredWindow>(windows.Length);
        var absent = new List<long>();
        for (var i = 0; i < windows.Length; i++)
        {
            if (answers?[i] is { Version: { } version } answer)
                committed.Add(new StoredWindow(windows[i].StartMs, version, answer.Partials));
            else
                absent.Add(windows[i].StartMs);
        }

        if (absent.Count > 0)
            committed.AddRange(await store.LoadWindowsAsync(partition, absent, new Utf8KeyInterner(), cancellationToken));
        return (partition, committed);
    }

    private async Task<CommittedPartials[]?> AskAsync(int partition, WindowRowsState[] windows, CancellationToken cancellationToken)
    {
        try
        {
            return await partitions.GetCommittedAsync(
                partition,
                new CommittedRequest(
                    kind, Array.ConvertAll(windows, static w => w.StartMs), Array.ConvertAll(windows, w => w.VersionOf(partition))),
                cancellationToken);
        }
        catch (TimeoutException e)
        {
            PipelineLog.PartialsFromStore(logger, partition, e.Message);
            return null;
        }
    }

    private WindowRowsState StateOf(long windowStartMs)
    {
        if (!_windows.TryGetValue(windowStartMs, out var state))
            _windows.Add(windowStartMs, state = new WindowRowsState(settings.Windows.At(windowStartMs), kind));
        state.LastUse = ++_uses;
        return state;
    }

    private void Evict()
    {
        foreach (var oldest in _windows.Values.OrderByDescending(static w => w.LastUse).Skip(MostKept).ToList())
            _windows.Remove(oldest.StartMs);
    }
}
