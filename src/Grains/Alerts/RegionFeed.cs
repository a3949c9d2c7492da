using StreamPulse.Core.Results;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Alerts;

/// <summary>Shows closed windows to the alert rules of each region: those that have downloads in them, and those known from before.</summary>
internal sealed class RegionFeed(PostgresRowStore rows, SiloDeaths deaths, TimeProvider time)
{
    private readonly CallPatience _patience = new(deaths, time, CallPatience.ForRows);
    private readonly HashSet<string> _known = [];
    private bool _isLoaded;

    /// <summary>Ends when every region has judged the windows and what it made of them is durable.</summary>
    /// <param name="windows">Ascending; their rows are durable.</param>
    public async Task FeedAsync(IReadOnlyList<WindowRange> windows, IGrainFactory grains)
    {
        if (!_isLoaded)
            _known.UnionWith(await rows.ListRegionsAsync(CancellationToken.None));
        _isLoaded = true;
        var figures = (await rows.LoadRegionsAsync([.. windows.Select(static w => w.StartMs)], CancellationToken.None))
            .ToLookup(static f => f.WindowStartMs);
        var firstSeen = FirstSeen(windows, figures);
        await _patience.WaitAsync(Task.WhenAll(_known.Union(firstSeen.Keys).Select(region =>
        {
            var seen = windows.Where(w => !firstSeen.TryGetValue(region, out var first) || w.StartMs >= first);
            return grains.GetGrain<IAnomalyDetectorGrain>(GrainKeys.OfRegion(region)).ObserveAsync(Describe(region, [.. seen], figures));
        })));
        _known.UnionWith(firstSeen.Keys);
    }

    /// <summary>Regions that are new, and the first of the windows that each has downloads in.</summary>
    private Dictionary<string, long> FirstSeen(IReadOnlyList<WindowRange> windows, ILookup<long, RegionFigures> figures)
    {
        var first = new Dictionary<string, long>();
        foreach (var window in windows)
        {
            foreach (var region in figures[window.StartMs].Where(f => !_known.Contains(f.Region)))
                first.TryAdd(region.Region, window.StartMs);
        }

        return first;
    }

    private static RegionWindows Describe(string region, WindowRange[] windows, ILookup<long, RegionFigures> figures)
    {
        var own = windows.Select(w => figures[w.StartMs].FirstOrDefault(f => f.Region == region)).ToArray();
        return new RegionWindows(
            [.. windows.Select(static w => w.StartMs)],
            [.. windows.Select(static w => w.EndMs)],
            [.. own.Select(static f => f?.Total ?? 0)],
            [.. own.Select(static f => f?.Successful ?? 0)],
            [.. own.Select(static f => f?.AvgSpeedMbps ?? 0)],
            [.. own.Select(static f => f?.AvgSpeedMbps > 0 ? f.SpeedCount : 0)],
            [.. windows.Select((w, i) => figures[w.StartMs].Count() > (own[i] is null ? 0 : 1))]);
    }
}
