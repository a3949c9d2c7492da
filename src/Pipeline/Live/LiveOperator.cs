using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Live;

/// <summary>
/// Merges what the partitions hold of the open windows, committed or not. What it says of a window is the merge of one prefix of each
/// partition (<see cref="Offsets"/>), and from one answer to the next no prefix gets shorter. It keeps what it was told and asks for what
/// changed since, so an answer costs one call a partition; the answer is kept for a while when making it took long. May be called by any
/// thread.
/// </summary>
internal sealed class LiveOperator(ILivePeer peer, PipelineSettings settings, TimeProvider time)
{
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly WindowMerger _merger = new(settings.Windows);
    private readonly Dictionary<int, LastAnswer> _partitions = [];
    private LiveSnapshot? _snapshot;
    private long _madeAt;
    private TimeSpan _life = ShortestLife;

    /// <summary>By partition, the prefix that the last answer counts.</summary>
    public IReadOnlyDictionary<int, long> Offsets => _partitions.ToDictionary(static p => p.Key, static p => p.Value.NextOffset);

    /// <summary>The open windows.</summary>
    /// <exception cref="LiveStateUnavailableException">The pipeline, or one of the partitions, has just started.</exception>
    /// <exception cref="TimeoutException">An operator does not answer.</exception>
    public async Task<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_snapshot is null || time.GetElapsedTime(_madeAt) >= _life)
                _snapshot = await MakeAsync(cancellationToken);
            return _snapshot;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<LiveSnapshot> MakeAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        // The list of open windows comes first: a window that closes after this is still returned by its partitions, or they say so.
        var open = await peer.GetOpenWindowsAsync(cancellationToken);
        if (!open.IsCaughtUp)
        {
            throw new LiveStateUnavailableException(
                open.Partitions.Count == 0
                    ? "The pipeline has just started and has not heard from all partitions yet."
                    : "The pipeline has not read everything yet that was in the log when it started, or when a partition moved.");
        }

        var windows = open.WindowStartsMs.Union(NotPassed(open.WatermarkMs)).Order().ToArray();
        var answers = await Task.WhenAll(open.Partitions.Select(p => AskAsync(p.Partition, windows, cancellationToken)));
        if (answers.Zip(open.Partitions).Any(static a => a.First.Activation != a.Second.Activation))
            throw new LiveStateUnavailableException("A partition has just moved.");
        var told = windows.Where(w => answers.Zip(open.Partitions).All(a => IsKnown(w, a.Second.Partition, a.First))).ToArray();
        for (var i = 0; i < answers.Length; i++)
            Take(open.Partitions[i].Partition, answers[i], told);
        foreach (var gone in _merger.Windows.Select(static w => w.Range.StartMs).Except(told).ToList())
            _merger.Evict(gone);
        _madeAt = time.GetTimestamp();
        _life = TimeSpan.FromTicks(Math.Clamp(time.GetElapsedTime(started).Ticks * 5, ShortestLife.Ticks, LongestLife.Ticks));
        return Describe(open.WatermarkMs);
    }

    /// <summary>
    /// Windows of the last answer that the watermark has not passed: they cannot be closed, so they are kept also while nobody lists them,
    /// because a partition has started again before their events.
    /// </summary>
    private IEnumerable<long> NotPassed(long watermarkMs)
        => _merger.Windows.Where(w => w.Range.EndMs > watermarkMs).Select(static w => w.Range.StartMs);

    private Task<LiveChanges> AskAsync(int partition, long[] windows, CancellationToken cancellationToken)
    {
        var last = _partitions.GetValueOrDefault(partition);
        return peer.GetChangesAsync(
            partition, new LiveRequest(last?.Activation ?? Guid.Empty, last?.Update ?? 0, windows, last?.Windows ?? []), cancellationToken);
    }

    /// <summary>Whether it is known what the partition has counted in the window.</summary>
    private bool IsKnown(long windowStartMs, int partition, LiveChanges changes)
        => !changes.Evicted.Contains(windowStartMs)
            && (!IsBehind(partition, changes) || _partitions[partition].Windows.Contains(windowStartMs));

    /// <summary>
    /// Whether the answer is of a shorter prefix than an earlier one: of an activation that was replaced, or of one that has begun again
    /// and is not that far yet. What was told before stays.
    /// </summary>
    private bool IsBehind(int partition, LiveChanges changes)
        => _partitions.TryGetValue(partition, out var last) && changes.NextOffset < last.NextOffset;

    private void Take(int partition, LiveChanges changes, long[] told)
    {
        if (IsBehind(partition, changes))
        {
            _partitions[partition] = _partitions[partition] with { Windows = told };
            return;
        }

        _merger.Apply(new PartitionUpdate(
            partition, changes.NextOffset, Watermark.None, default, [.. changes.Changed.Where(w => told.Contains(w.WindowStartMs))], [],
            []));
        _partitions[partition] = new LastAnswer(changes.Activation, changes.Update, changes.NextOffset, told);
    }

    private LiveSnapshot Describe(long watermarkMs)
    {
        var rows = _merger.Windows.Select(static w => w.AllRows()).ToList();
        return new LiveSnapshot(
            time.GetUtcNow(),
            watermarkMs == Watermark.None ? null : DateTimeOffset.FromUnixTimeMilliseconds(watermarkMs),
            [.. _merger.Windows.Select(static w => w.Range)],
            [.. rows.SelectMany(static r => r.Contents)],
            [.. rows.SelectMany(static r => r.Regions)],
            [.. rows.SelectMany(static r => r.Devices)]);
    }

    /// <param name="Windows">Those whose partials up to that offset are all in.</param>
    private sealed record LastAnswer(Guid Activation, long Update, long NextOffset, long[] Windows);
}
