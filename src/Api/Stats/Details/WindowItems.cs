using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats.Details;

/// <summary>Creates response items from rows of windows.</summary>
internal static class WindowItems
{
    public static ContentWindowItem Of(StoredWindow<ContentWindowRow> w)
    {
        var r = w.Row;
        return new ContentWindowItem(
            Start(r.Window), End(r.Window), w.Revision == 0, r.Total, r.Successful, r.Failed, r.Cancelled,
            Rates.Success(r.Successful, r.Total), r.TotalSizeGb,
            r.UniqueUsers, r.SpeedMbps.P50, r.SpeedMbps.P95, r.SpeedMbps.P99, r.DurationSeconds.P50, r.DurationSeconds.P95,
            r.DurationSeconds.P99, w.Revision);
    }

    public static RegionWindowItem Of(StoredWindow<RegionWindowRow> w)
    {
        var r = w.Row;
        return new RegionWindowItem(
            Start(r.Window), End(r.Window), w.Revision == 0, r.Total, r.Successful, r.Failed, r.Cancelled,
            Rates.Success(r.Successful, r.Total), r.TotalSizeGb,
            r.SpeedMbps.P50, r.SpeedMbps.P95, r.SpeedMbps.P99, r.DurationSeconds.P50, r.DurationSeconds.P95, r.DurationSeconds.P99,
            r.AvgSpeedMbps, r.AvgDurationSeconds, Errors(r), w.Revision);
    }

    public static DeviceWindowItem Of(StoredWindow<DeviceWindowRow> w)
    {
        var r = w.Row;
        return new DeviceWindowItem(
            Start(r.Window), End(r.Window), w.Revision == 0, r.Total, r.Successful, r.Failed, r.Cancelled,
            Rates.Success(r.Successful, r.Total), r.TotalSizeGb,
            r.OsVersion, r.AvgSpeedMbps, w.Revision);
    }

    public static WindowPosition PositionOf(ContentWindowRow row) => new(Start(row.Window), row.ContentId, "");

    public static WindowPosition PositionOf(RegionWindowRow row) => new(Start(row.Window), row.Region, "");

    public static WindowPosition PositionOf(DeviceWindowRow row) => new(Start(row.Window), row.Device, row.OsVersion);

    private static Dictionary<string, long> Errors(RegionWindowRow row) => new(row.ErrorCounts);

    private static DateTimeOffset Start(WindowRange window) => DateTimeOffset.FromUnixTimeMilliseconds(window.StartMs);

    private static DateTimeOffset End(WindowRange window) => DateTimeOffset.FromUnixTimeMilliseconds(window.EndMs);
}
