using Microsoft.Extensions.Options;
using StreamPulse.Api.Caching;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats;

/// <summary>
/// Answers of /api/stats, computed once for all who ask the same at the same time. Answers without open windows are kept for
/// <see cref="ApiOptions.StoredAnswerLifetime"/>; live ones are not kept.
/// </summary>
internal sealed class StatsAnswers(StatsComposer composer, SelectionFactory selections, SingleFlightCache cache, IOptions<ApiOptions> options)
{
    public Task<RealtimeResponse> RealtimeAsync(StatsRange range, CancellationToken cancellationToken)
        => GetAsync("realtime", range, 0, selection => composer.RealtimeAsync(selection, CancellationToken.None), cancellationToken);

    public Task<TrendingResponse> TrendingAsync(StatsRange range, int limit, CancellationToken cancellationToken)
        => GetAsync("trending", range, limit, selection => composer.TrendingAsync(selection, range.Minutes, limit, CancellationToken.None), cancellationToken);

    public Task<RegionsResponse> RegionsAsync(StatsRange range, CancellationToken cancellationToken)
        => GetAsync("regions", range, 0, selection => composer.RegionsAsync(selection, range.Minutes, CancellationToken.None), cancellationToken);

    public Task<DevicesResponse> DevicesAsync(StatsRange range, int limit, CancellationToken cancellationToken)
        => GetAsync("devices", range, limit, selection => composer.DevicesAsync(selection, range.Minutes, limit, CancellationToken.None), cancellationToken);

    public Task<TimeSeriesResponse> TimeSeriesAsync(StatsRange range, CancellationToken cancellationToken)
        => GetAsync("timeseries", range, 0, selection => composer.TimeSeriesAsync(selection, CancellationToken.None), cancellationToken);

    public Task<AlertsResponse> AlertsAsync(AlertSelection selection, CancellationToken cancellationToken)
        => cache.GetAsync(
            FormattableString.Invariant($"alerts|{selection.Limit}|{selection.Severity}|{selection.Acknowledged}|{selection.Before?.UtcTicks}"),
            options.Value.StoredAnswerLifetime,
            () => composer.AlertsAsync(selection, selection.Before ?? selections.Now(), CancellationToken.None),
            cancellationToken);

    private Task<T> GetAsync<T>(string route, StatsRange range, int limit, Func<WindowSelection, Task<T>> compute, CancellationToken cancellationToken)
        => cache.GetAsync(
            FormattableString.Invariant($"{route}|{range.Key}|{limit}"),
            range.Live ? TimeSpan.Zero : options.Value.StoredAnswerLifetime,
            async () => await compute(await selections.CreateAsync(range).ConfigureAwait(false)).ConfigureAwait(false),
            cancellationToken);
}
