using StreamPulse.Api.Stats.Details;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats.Rows;

/// <summary>Composes responses from committed rows without aggregation.</summary>
internal sealed class RowComposer(IStoredWindows stored, SelectionFactory selections)
{
    public async Task<ContentRowsResponse> ContentsAsync(WindowQuestion question)
    {
        var page = await question.ChooseAsync(selections).ConfigureAwait(false);
        var answer = await stored.ListContentsAsync(page, CancellationToken.None).ConfigureAwait(false);
        var (rows, selection, fresh) = (answer.Value, page.Selection, Freshness.Of(page.Selection, answer));
        return new ContentRowsResponse(
            [.. rows.Rows.Select(Content)], rows.Rows.Count, question.NextCursor(selection, rows, WindowItems.PositionOf),
            selection.From, selection.To, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<RegionRowsResponse> RegionsAsync(WindowQuestion question)
    {
        var page = await question.ChooseAsync(selections).ConfigureAwait(false);
        var answer = await stored.ListRegionsAsync(page, CancellationToken.None).ConfigureAwait(false);
        var (rows, selection, fresh) = (answer.Value, page.Selection, Freshness.Of(page.Selection, answer));
        return new RegionRowsResponse(
            [.. rows.Rows.Select(Region)], rows.Rows.Count, question.NextCursor(selection, rows, WindowItems.PositionOf),
            selection.From, selection.To, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    public async Task<DeviceRowsResponse> DevicesAsync(WindowQuestion question)
    {
        var page = await question.ChooseAsync(selections).ConfigureAwait(false);
        var answer = await stored.ListDevicesAsync(page, CancellationToken.None).ConfigureAwait(false);
        var (rows, selection, fresh) = (answer.Value, page.Selection, Freshness.Of(page.Selection, answer));
        return new DeviceRowsResponse(
            [.. rows.Rows.Select(Device)], rows.Rows.Count, question.NextCursor(selection, rows, WindowItems.PositionOf),
            selection.From, selection.To, fresh.AsOf, fresh.Watermark, fresh.Complete);
    }

    private static ContentRowItem Content(StoredWindow<ContentWindowRow> w)
    {
        var i = WindowItems.Of(w);
        return new ContentRowItem(
            w.Row.ContentId, w.Row.Title, i.WindowStart, i.WindowEnd, i.Open, i.TotalDownloads, i.SuccessfulDownloads, i.FailedDownloads,
            i.CancelledDownloads,
            i.SuccessRate, i.TotalSizeGb, i.UniqueUsers, i.SpeedP50Mbps, i.SpeedP95Mbps, i.SpeedP99Mbps,
            i.DurationP50Seconds, i.DurationP95Seconds, i.DurationP99Seconds, i.Revision, w.CreatedAt, w.UpdatedAt);
    }

    private static RegionRowItem Region(StoredWindow<RegionWindowRow> w)
    {
        var i = WindowItems.Of(w);
        return new RegionRowItem(
            w.Row.Region, i.WindowStart, i.WindowEnd, i.Open, i.TotalDownloads, i.SuccessfulDownloads, i.FailedDownloads,
            i.CancelledDownloads,
            i.SuccessRate, i.TotalSizeGb, i.SpeedP50Mbps, i.SpeedP95Mbps, i.SpeedP99Mbps, i.DurationP50Seconds, i.DurationP95Seconds,
            i.DurationP99Seconds,
            i.AvgSpeed, i.AvgDurationSeconds, i.ErrorCounts, i.Revision, w.CreatedAt, w.UpdatedAt);
    }

    private static DeviceRowItem Device(StoredWindow<DeviceWindowRow> w)
    {
        var i = WindowItems.Of(w);
        return new DeviceRowItem(
            w.Row.Device, i.WindowStart, i.WindowEnd, i.Open, i.TotalDownloads, i.SuccessfulDownloads, i.FailedDownloads,
            i.CancelledDownloads,
            i.SuccessRate, i.TotalSizeGb, i.OsVersion, i.AvgSpeed, i.Revision, w.CreatedAt, w.UpdatedAt);
    }
}
