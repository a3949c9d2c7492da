using StreamPulse.Api.Alerts;
using StreamPulse.Api.Stats;

namespace StreamPulse.Api.Push;

/// <summary>
/// Data of a <c>stats</c> event: the live responses of three routes for the same time, the open alerts, and the pipeline's progress.
/// </summary>
/// <param name="Realtime">As in /api/stats/realtime.</param>
/// <param name="Trending">As in /api/stats/trending.</param>
/// <param name="Regions">As in /api/stats/regions with live=true.</param>
/// <param name="Pipeline">Null if the pipeline runs in another program.</param>
public sealed record PushedStats(
    RealtimeResponse Realtime, TrendingResponse Trending, RegionsResponse Regions, PushedAlerts Alerts, PushedPipeline? Pipeline)
{
    /// <summary>The same without the time it was computed, so that equal figures compare equal.</summary>
    internal PushedStats WithoutAsOf() => this with
    {
        Realtime = Realtime with { AsOf = default }, Trending = Trending with { AsOf = default }, Regions = Regions with { AsOf = default },
    };
}

/// <summary>The open alerts. The full state, not changes, so that a client that misses updates is complete with the next.</summary>
/// <param name="Data">The newest ten.</param>
/// <param name="OpenCount">Number of all open alerts.</param>
/// <param name="UnacknowledgedCount">Number of all unacknowledged alerts, including resolved ones.</param>
public sealed record PushedAlerts(IReadOnlyList<AlertResponse> Data, long OpenCount, long UnacknowledgedCount);

/// <summary>How far the pipeline has read the log; commits may be slightly behind.</summary>
/// <param name="State">As engine in /health.</param>
/// <param name="LagRecords">Records not read yet.</param>
/// <param name="LagSeconds">
/// Time since the log took the last record that was read, of the partition furthest behind; null if not known.
/// </param>
/// <param name="LogReachable">Whether the last attempt to read the log succeeded.</param>
public sealed record PushedPipeline(string State, long LagRecords, double? LagSeconds, bool LogReachable);
