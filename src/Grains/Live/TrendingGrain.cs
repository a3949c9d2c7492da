using Orleans.Concurrency;
using Orleans.Placement;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Live;

/// <summary>
/// Sums up, for each content, the whole counts that the partitions have reported; a partition reports only those that changed. Exact,
/// because sums over partitions and windows are made of all contents, not of the partitions' own top lists; bounded by five windows of at
/// most <see cref="PipelineSettings.MaxKeysPerWindow"/> contents a partition.
/// </summary>
[Reentrant]
[RandomPlacement]
internal sealed class TrendingGrain(PipelineSettings settings, SiloDeaths deaths, TimeProvider time) : Grain, ITrendingGrain
{
    private const long SpanMs = 5 * 60_000;
    private const int MostListed = 1000;

    private static readonly TimeSpan Life = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly CallPatience _patience = new(deaths, time, CallPatience.ForAnswers);
    private readonly Dictionary<int, TrendingPartition> _partitions = [];
    private readonly Dictionary<string, (long Total, long Successful)> _sums = new(StringComparer.Ordinal);
    private (long FromMs, long ToMs) _span;
    private long? _refreshedAt;

    /// <inheritdoc/>
    public async Task<TrendingTop> GetTopAsync(int limit)
    {
        if (limit is < 1 or > MostListed)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"Allowed are 1 to {MostListed}.");
        await _oneAtATime.WaitAsync();
        try
        {
            if (_refreshedAt is not { } at || time.GetElapsedTime(at) >= Life)
                await RefreshAsync();
            var top = _sums
                .OrderByDescending(static s => s.Value.Total).ThenBy(static s => s.Key, StringComparer.Ordinal)
                .Take(limit).ToArray();
            var titles = await TitlesAsync([.. top.Select(static t => t.Key)]);
            return new TrendingTop(
                _span.FromMs, _span.ToMs,
                [.. top.Select((t, i) => new TrendingContent(t.Key, titles[i], t.Value.Total, t.Value.Successful))]);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task RefreshAsync()
    {
        var state = await _patience.WaitAsync(GrainFactory.GetGrain<IPipelineGrain>(0).GetStateAsync());
        if (!state.CaughtUp) // sent to every client
            throw new OrleansException("The pipeline has not read everything yet that was in the log when it started; ask again.");
        _refreshedAt = time.GetTimestamp();
        var latest = state.Partitions.Select(static p => p.MaxEventTimeMs).DefaultIfEmpty(Watermark.None).Max();
        if (latest == Watermark.None)
            return;
        var end = settings.Windows.StartOf(latest) + settings.Windows.SizeMs;
        var windows = Math.Max(1, SpanMs / settings.Windows.SizeMs);
        _span = (end - (windows * settings.Windows.SizeMs), end);
        await Task.WhenAll(state.Partitions.Select(p => RefreshAsync(p.Partition)));
        foreach (var partition in _partitions.Values)
            partition.ForgetBefore(_span.FromMs, Add);
    }

    private async Task RefreshAsync(int partition)
    {
        if (!_partitions.TryGetValue(partition, out var known))
            _partitions.Add(partition, known = new TrendingPartition());
        var counts = await _patience.WaitAsync(GrainFactory.GetGrain<IPartitionGrain>(partition)
            .GetContentCountsAsync(new ContentCountsRequest(known.Activation, known.Version, _span.FromMs)));
        known.Take(counts, Add);
    }

    private void Add(string contentId, long total, long successful)
    {
        var sum = _sums.GetValueOrDefault(contentId);
        sum = (sum.Total + total, sum.Successful + successful);
        if (sum.Total == 0)
            _sums.Remove(contentId);
        else
            _sums[contentId] = sum;
    }

    /// <summary>Titles of the latest event, over partitions and windows.</summary>
    private async Task<string[]> TitlesAsync(string[] contentIds)
    {
        var windows = (int)((_span.ToMs - _span.FromMs) / settings.Windows.SizeMs);
        var keys = contentIds.SelectMany(id => Enumerable.Repeat(System.Text.Encoding.UTF8.GetBytes(id), windows)).ToArray();
        var request = new PartialsRequest(
            [.. contentIds.SelectMany(_ => Enumerable.Range(0, windows).Select(i => _span.FromMs + (i * settings.Windows.SizeMs)))],
            [.. keys.Select(static _ => (byte)AccumulatorKind.Content)],
            keys);
        var answers = await _patience.WaitAsync(
            Task.WhenAll(_partitions.Keys.Select(p => GrainFactory.GetGrain<IPartitionGrain>(p).GetPartialsAsync(request))));
        return [.. contentIds.Select(
            (_, i) => Title(answers.SelectMany(a => a.Partials.Skip(i * windows).Take(windows)).OfType<DownloadAccumulator>()))];
    }

    private static string Title(IEnumerable<DownloadAccumulator> partials)
    {
        DownloadAccumulator? merged = null;
        foreach (var partial in partials)
            (merged ??= new DownloadAccumulator(partial.Kind, partial.Key)).Merge(partial);
        return merged is null ? string.Empty : System.Text.Encoding.UTF8.GetString(merged.Title);
    }
}
