using System.Globalization;
using StreamPulse.Core.Partials;

namespace StreamPulse.Simulation.Store;

/// <summary>Rows of the three tables, flattened.</summary>
internal static class RowText
{
    /// <summary>All rows of a window, at revision 1.</summary>
    public static IEnumerable<StoredRow> Of(WindowRows rows)
    {
        foreach (var r in rows.Contents)
        {
            yield return new StoredRow(
                "content_stats", r.ContentId, r.Window,
                Join(r.Title, r.Total, r.Successful, r.Failed, r.Cancelled, r.TotalSizeGb, r.UniqueUsers, r.SpeedMbps, r.DurationSeconds),
                r.Total, 1, r);
        }

        foreach (var r in rows.Regions)
        {
            var errors = string.Join(
                ',', r.ErrorCounts.OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => $"{e.Key}={e.Value}"));
            yield return new StoredRow(
                "region_health", r.Region, r.Window,
                Join(
                    r.Total, r.Successful, r.Failed, r.Cancelled, r.AvgSpeedMbps, r.SpeedCount, r.AvgDurationSeconds, r.TotalSizeGb,
                    r.MinSpeedMbps, r.MaxSpeedMbps,
                    r.SpeedMbps, r.DurationSeconds, errors),
                r.Total, 1, r);
        }

        foreach (var r in rows.Devices)
        {
            yield return new StoredRow(
                "device_stats", $"{r.Device}/{r.OsVersion}", r.Window,
                Join(r.Total, r.Successful, r.Failed, r.Cancelled, r.AvgSpeedMbps, r.SpeedCount, r.TotalSizeGb), r.Total, 1, r);
        }
    }

    private static string Join(params ReadOnlySpan<object?> figures)
    {
        var texts = new string[figures.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Convert.ToString(figures[i], CultureInfo.InvariantCulture) ?? "";
        return string.Join(' ', texts);
    }
}
