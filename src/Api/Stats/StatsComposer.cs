using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats;

/// <summary>Composes responses from stored results: rates from sums, rounding, freshness.</summary>
internal sealed class StatsComposer(IStoredResults stored)
{
    public async Task<RealtimeResponse> RealtimeAsync(WindowSelection selection, CancellationToken cancellationToken)
    {
        var answer = await stored.GetRealtimeAsync(selection, cancellationToken).ConfigureAwait(false);
        var (totals, fresh) = (answer.Value, Freshness.Of(selection, answer));
        return new RealtimeResponse(
            totals.Total, totals.UniqueContents, Rates.Success(totals.Successful, totals.Total),
            Rates.Mean(totals.DurationSecondsSum, totals.DurationCount, 3),
            fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<TrendingResponse> TrendingAsync(
        WindowSelection selection, int minutes, int limit, CancellationToken cancellationToken)
    {
        var answer = await stored.GetTrendingAsync(selection, limit, cancellationToken).ConfigureAwait(false);
        var fresh = Freshness.Of(selection, answer);
        var data = answer.Value
            .Select(c => new TrendingItem(c.ContentId, c.Title, c.Total, c.Successful, c.Failed, Rates.Success(c.Successful, c.Total)))
            .ToList();
        return new TrendingResponse(data, data.Count, minutes, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<RegionsResponse> RegionsAsync(WindowSelection selection, int minutes, CancellationToken cancellationToken)
    {
        var answer = await stored.GetRegionsAsync(selection, cancellationToken).ConfigureAwait(false);
        var fresh = Freshness.Of(selection, answer);
        var data = answer.Value
            .Select(r => new RegionItem(
                r.Region, r.Total, Rates.Success(r.Successful, r.Total), Rates.MeanSpeed(r.SpeedMbpsSum, r.SpeedCount),
                Rates.HealthStatus(r.Successful, r.Total)))
            .ToList();
        return new RegionsResponse(data, data.Count, minutes, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<DevicesResponse> DevicesAsync(WindowSelection selection, int minutes, int limit, CancellationToken cancellationToken)
    {
        var answer = await stored.GetDevicesAsync(selection, limit, cancellationToken).ConfigureAwait(false);
        var fresh = Freshness.Of(selection, answer);
        var data = answer.Value
            .Select(d => new DeviceItem(
                d.Device, d.Total, Rates.Success(d.Successful, d.Total), Rates.MeanSpeed(d.SpeedMbpsSum, d.SpeedCount)))
            .ToList();
        return new DevicesResponse(data, data.Count, minutes, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<TimeSeriesResponse> TimeSeriesAsync(WindowSelection selection, CancellationToken cancellationToken)
    {
        var answer = await stored.GetTimeSeriesAsync(selection, cancellationToken).ConfigureAwait(false);
        var fresh = Freshness.Of(selection, answer);
        var data = answer.Value.Select(w => new TimeSeriesItem(w.WindowStart, w.Total, Rates.Success(w.Successful, w.Total))).ToList();
        return new TimeSeriesResponse(data, data.Count, selection.From, selection.To, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<AlertsResponse> AlertsAsync(AlertSelection selection, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var answer = await stored.GetAlertsAsync(selection, cancellationToken).ConfigureAwait(false);
        var fresh = Freshness.Of(asOf, answer);
        var data = answer.Value.Alerts
            .Select(
                a => new AlertItem(
                    a.Id, a.AlertType, a.Severity, a.Message, a.Region, a.MetricName, a.MetricValue, a.ThresholdValue, a.CreatedAt))
            .ToList();
        return new AlertsResponse(data, data.Count, answer.Value.UnacknowledgedCount, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }
}
