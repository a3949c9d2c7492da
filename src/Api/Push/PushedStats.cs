using StreamPulse.Api.Alerts;
using StreamPulse.Api.Stats;

namespace StreamPulse.Api.Push;

/// <summary>Data of a <c>stats</c> event: the live answers of three routes for the same moment, the alerts that go on, and how far the pipeline is.</summary>
/// <param name="Realtime">As /api/stats/realtime answers.</param>
/// <param name="Trending">As /api/stats/trending answers.</param>
/// <param name="Regions">As /api/stats/regions answers with live=true.</param>
/// <param name="Pipeline">Null where the pipeline runs in another program.</param>
public sealed record PushedStats(
    RealtimeResponse Realtime, TrendingResponse Trending, RegionsResponse Regions, PushedAlerts Alerts, PushedPipeline? Pipeline)
{
    /// <summary>The same without the moment it was computed, which differs every time: two equal ones show the same figures.</summary>
    internal PushedStats WithoutAsOf() => this with
    {
        Realtime = Realtime with { AsOf = default }, Trending = Trending with { AsOf = default }, Regions = Regions with { AsOf = default },
    };
}

/// <summary>The alerts that go on. A state and not what changed in it, so that one who loses updates knows all with the next.</summary>
/// <param name="Data">The newest ten.</param>
/// <param name="OpenCount">All that go on.</param>
/// <param name="UnacknowledgedCount">All that nobody has acknowledged, those that are over included.</param>
public sealed record PushedAlerts(IReadOnlyList<AlertResponse> Data, long OpenCount, long UnacknowledgedCount);

/// <summary>How far the pipeline is, as it reads the log; what is committed may be a moment behind.</summary>
/// <param name="State">As engine of /health.</param>
/// <param name="LagRecords">Not read yet.</param>
/// <param name="LagSeconds">Of the partition that is furthest behind: since the log took the last record that was read; null where it is not known.</param>
/// <param name="LogReachable">Whether the log could be read when it was last tried.</param>
public sealed record PushedPipeline(string State, long LagRecords, double? LagSeconds, bool LogReachable);
