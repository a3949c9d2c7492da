using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats.Summary;

/// <summary>Composes the response of /api/stats/summary.</summary>
internal sealed class SummaryComposer(IStoredWindows stored, SelectionFactory selections)
{
    public async Task<SummaryResponse> ComposeAsync(StatsRange range, PeriodFilter filter)
    {
        var current = await selections.CreateAsync(range).ConfigureAwait(false);
        var both = current with { From = current.From.AddMinutes(-range.Minutes) };
        var answer = await stored.GetSummaryAsync(both, current.From, filter, CancellationToken.None).ConfigureAwait(false);
        var fresh = Freshness.Of(current, answer);
        var size = answer.WindowSize ?? TimeSpan.FromMinutes(1);
        // Open windows are counted up to now, closed ones up to the end of the last closed window.
        var counted = current.Live is null && fresh.Watermark is { } watermark ? Floor(watermark, size) : current.To;
        return new SummaryResponse(
            Describe(answer.Value.Current, current.From, current.To, counted, answer.Value.DataSince, size),
            Describe(answer.Value.Previous, both.From, current.From, counted, answer.Value.DataSince, size),
            fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    private static PeriodSummary Describe(
        PeriodTotals totals, DateTimeOffset from, DateTimeOffset to, DateTimeOffset counted, DateTimeOffset? dataSince, TimeSpan size)
    {
        var (first, end) = (Ceiling(from, size), Ceiling(to, size));
        first = dataSince > first ? dataSince.Value : first; // before that there was nothing to count
        var until = new[] { end, counted }.Min();
        var minutes = (until - first).TotalMinutes;
        var sums = totals.Sums;
        return new PeriodSummary(
            from, to, sums.Total, PerMinute(sums.Total, minutes, 1), totals.UniqueContents,
            sums.Total == 0 ? null : Rates.Success(sums.Successful, sums.Total), sums.Failed,
            totals.DurationP95Seconds is { } p95 ? Math.Round(p95, 3) : null, Rates.Mean(sums.SpeedMbpsSum, sums.SpeedCount, 1),
            Math.Round(sums.TotalSizeGb, 3), PerMinute(sums.TotalSizeGb, minutes, 3));
    }

    private static double PerMinute(double sum, double minutes, int digits) => minutes <= 0 ? 0 : Math.Round(sum / minutes, digits);

    /// <summary>Windows are aligned to the Unix epoch.</summary>
    private static DateTimeOffset Floor(DateTimeOffset instant, TimeSpan size)
        => instant.AddTicks(-((instant - DateTimeOffset.UnixEpoch).Ticks % size.Ticks));

    private static DateTimeOffset Ceiling(DateTimeOffset instant, TimeSpan size)
        => Floor(instant, size) is var floor && floor == instant ? floor : floor + size;
}
