using StreamPulse.Api.Stats;

namespace StreamPulse.Api.Push;

/// <summary>Data of a <c>stats</c> event: the live answers of three routes for the same moment.</summary>
/// <param name="Realtime">As /api/stats/realtime answers.</param>
/// <param name="Trending">As /api/stats/trending answers.</param>
/// <param name="Regions">As /api/stats/regions answers with live=true.</param>
public sealed record PushedStats(RealtimeResponse Realtime, TrendingResponse Trending, RegionsResponse Regions)
{
    /// <summary>The same without the moment it was computed, which differs every time: two equal ones show the same figures.</summary>
    internal PushedStats WithoutAsOf() => new(Realtime with { AsOf = default }, Trending with { AsOf = default }, Regions with { AsOf = default });
}
