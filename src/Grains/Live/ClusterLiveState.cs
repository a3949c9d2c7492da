using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Live;

/// <summary>
/// The open windows of the cluster, for any process that can call its grains. It keeps what it has received and requests
/// only changes, so an answer costs one call per partition; an answer that took long to make is reused for a while.
/// </summary>
public sealed class ClusterLiveState(IGrainFactory grains, PipelineSettings settings, TimeProvider time) : ILiveState
{
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly WindowMerger _merger = new(settings.Windows);
    private readonly Dictionary<int, PartitionChanges> _last = [];
    private readonly Dictionary<int, long[]> _asked = [];
    private LiveSnapshot? _snapshot;
    private long _madeAt;
    private TimeSpan _life = ShortestLife;

    /// <inheritdoc/>
    public async ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _snapshot is not null && time.GetElapsedTime(_madeAt) < _life
                ? _snapshot
                : await MakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or InvalidOperationException)
        {
            throw new LiveStateUnavailableException("The cluster does not answer.", e);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<LiveSnapshot> MakeAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        // The list of open windows comes first: a window that closes after this is still returned by its partitions, so none is missing.
        var state = await grains.GetGrain<IPipelineGrain>(0).GetStateAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!state.CaughtUp)
        {
            throw new LiveStateUnavailableException(
                state.Partitions.Length == 0
                    ? "The pipeline has just started and has not heard from all partitions yet."
                    : "The pipeline has not read everything yet that was in the log when it started, or when a partition moved.");
        }

        var answers = await Task.WhenAll(state.Partitions.Select(p => AskAsync(p.Partition, state.OpenWindows)))
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        if (answers.Zip(state.Partitions).Any(static a => a.First.Activation != a.Second.Activation))
            throw new LiveStateUnavailableException("A partition has just moved.");
        for (var i = 0; i < answers.Length; i++)
            Apply(state.Partitions[i].Partition, answers[i], state.OpenWindows);
        foreach (var gone in _merger.Windows.Select(static w => w.Range.StartMs).Except(state.OpenWindows).ToList())
            _merger.PutAway(gone);
        _snapshot = Describe(state.WatermarkMs);
        _madeAt = time.GetTimestamp();
        _life = TimeSpan.FromTicks(Math.Clamp(time.GetElapsedTime(started).Ticks * 5, ShortestLife.Ticks, LongestLife.Ticks));
        return _snapshot;
    }

    private Task<PartitionChanges> AskAsync(int partition, long[] windows)
    {
        var last = _last.GetValueOrDefault(partition);
        return grains.GetGrain<IPartitionGrain>(partition).GetChangesAsync(
            new ChangesRequest(last?.Activation ?? Guid.Empty, last?.Version ?? 0, windows, _asked.GetValueOrDefault(partition, [])));
    }

    private void Apply(int partition, PartitionChanges changes, long[] asked)
    {
        _merger.Apply(new PartitionUpdate(
            partition, changes.NextOffset, Watermark.None, default,
            [.. changes.WindowStartsMs.Select((start, i) => new WindowPartials(start, changes.Partials[i]))], [], []));
        _last[partition] = changes with { Partials = [] };
        _asked[partition] = asked;
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
}
