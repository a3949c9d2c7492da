using StreamPulse.Api.Problems;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats.Details;

/// <summary>Composes responses about one content, region or device.</summary>
internal sealed class DetailComposer(IStoredWindows stored, SelectionFactory selections)
{
    public async Task<ContentDetailResponse> ContentAsync(string contentId, WindowQuestion question)
    {
        var (page, answer) = await AskAsync(question, p => stored.GetContentAsync(contentId, p, CancellationToken.None), "content")
            .ConfigureAwait(false);
        var (series, selection, fresh) = (answer.Value, page.Selection, Freshness.Of(page.Selection, answer));
        var sums = series.Totals;
        return new ContentDetailResponse(
            contentId, series.Title ?? "",
            new ContentSums(sums.Total, sums.Successful, sums.Failed, sums.Cancelled, Rate(sums), sums.TotalSizeGb),
            [.. series.Page.Rows.Select(WindowItems.Of)], series.Page.Rows.Count,
            question.NextCursor(selection, series.Page, WindowItems.PositionOf),
            selection.From, selection.To, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<RegionDetailResponse> RegionAsync(string region, WindowQuestion question)
    {
        var (page, answer) = await AskAsync(question, p => stored.GetRegionAsync(region, p, CancellationToken.None), "region")
            .ConfigureAwait(false);
        var (series, selection, fresh) = (answer.Value, page.Selection, Freshness.Of(page.Selection, answer));
        return new RegionDetailResponse(
            region, Sums(series.Totals),
            [.. series.Page.Rows.Select(WindowItems.Of)], series.Page.Rows.Count,
            question.NextCursor(selection, series.Page, WindowItems.PositionOf),
            selection.From, selection.To, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<DeviceDetailResponse> DeviceAsync(string device, string? osVersion, WindowQuestion question)
    {
        var (page, answer) = await AskAsync(
            question, p => stored.GetDeviceAsync(device, osVersion, p, CancellationToken.None), "device").ConfigureAwait(false);
        var (series, selection, fresh) = (answer.Value, page.Selection, Freshness.Of(page.Selection, answer));
        return new DeviceDetailResponse(
            device, osVersion, Sums(series.Totals),
            [.. series.Page.Rows.Select(WindowItems.Of)], series.Page.Rows.Count,
            question.NextCursor(selection, series.Page, WindowItems.PositionOf),
            selection.From, selection.To, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    /// <summary>Queries the store. A key without rows may still be in the open windows; only a key in neither is unknown.</summary>
    private async Task<(WindowPage Page, StoredAnswer<KeySeries<T>> Answer)> AskAsync<T>(
        WindowQuestion question, Func<WindowPage, Task<StoredAnswer<KeySeries<T>>>> ask, string kind)
    {
        var page = await question.ChooseAsync(selections).ConfigureAwait(false);
        var answer = await ask(page).ConfigureAwait(false);
        if (answer.Value.IsKnown)
            return (page, answer);
        if (page.Selection.Live is null)
        {
            var (from, to) = (page.Selection.From, page.Selection.To);
            var withOpen = await ask(page with { Selection = await selections.CreateAsync(from, to, live: true).ConfigureAwait(false) })
                .ConfigureAwait(false);
            if (withOpen.Value.IsKnown)
                return (page, answer);
        }

        throw new ProblemException(ProblemKind.NotFound, $"The stored results contain no download of this {kind}.");
    }

    private static SpeedSums Sums(SeriesTotals s)
        => new(s.Total, s.Successful, s.Failed, s.Cancelled, Rate(s), s.TotalSizeGb, Rates.Mean(s.SpeedMbpsSum, s.SpeedCount, 1));

    private static double? Rate(SeriesTotals sums) => sums.Total == 0 ? null : Rates.Success(sums.Successful, sums.Total);
}
