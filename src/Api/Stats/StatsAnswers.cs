using System.Globalization;
using StreamPulse.Api.Alerts;
using StreamPulse.Api.Caching;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats;

/// <summary>
/// Responses of /api/stats, computed once for concurrent identical requests. Responses without open windows are cached for
/// <see cref="ApiOptions.StoredAnswerLifetime"/>; live ones are not cached.
/// </summary>
internal sealed class StatsAnswers(StatsComposer composer, SelectionFactory selections, AnswerCache cache, AlertChanges alertChanges)
{
    public Task<AnswerResult> RealtimeAsync(StatsRange range, CancellationToken cancellationToken)
        => GetAsync("realtime", range, 0, selection => composer.RealtimeAsync(selection, CancellationToken.None), cancellationToken);

    public Task<AnswerResult> TrendingAsync(StatsRange range, int limit, CancellationToken cancellationToken)
        => GetAsync(
            "trending", range, limit, selection => composer.TrendingAsync(selection, range.Minutes, limit, CancellationToken.None),
            cancellationToken);

    public Task<AnswerResult> RegionsAsync(StatsRange range, CancellationToken cancellationToken)
        => GetAsync(
            "regions", range, 0, selection => composer.RegionsAsync(selection, range.Minutes, CancellationToken.None), cancellationToken);

    public Task<AnswerResult> DevicesAsync(StatsRange range, int limit, CancellationToken cancellationToken)
        => GetAsync(
            "devices", range, limit, selection => composer.DevicesAsync(selection, range.Minutes, limit, CancellationToken.None),
            cancellationToken);

    public Task<AnswerResult> TimeSeriesAsync(StatsRange range, CancellationToken cancellationToken)
        => GetAsync("timeseries", range, 0, selection => composer.TimeSeriesAsync(selection, CancellationToken.None), cancellationToken);

    public Task<AnswerResult> AlertsAsync(AlertSelection selection, CancellationToken cancellationToken)
        => cache.ChangeableAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"alerts|{selection.Limit}|{selection.Severity}|{selection.Acknowledged}|{selection.Before?.UtcTicks}|"
                + $"{alertChanges.Count}"),
            () => composer.AlertsAsync(selection, selection.Before ?? selections.Now(), CancellationToken.None),
            cancellationToken);

    private Task<AnswerResult> GetAsync<T>(
        string route, StatsRange range, int limit, Func<WindowSelection, Task<T>> compute, CancellationToken cancellationToken)
        where T : IAnswer
    {
        var key = FormattableString.Invariant($"{route}|{range.Key}|{limit}");
        return range.Live
            ? cache.FreshAsync(key, ComputeAsync, cancellationToken)
            : cache.StoredAsync(key, range.AsOf is not null, ComputeAsync, cancellationToken);

        async Task<T> ComputeAsync() => await compute(await selections.CreateAsync(range).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
