using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>The same figures as the pipeline's rows, counted over a list of events by other means: LINQ and decimals.</summary>
internal static class PlainRecount
{
    public static SortedDictionary<string, string> Of(IEnumerable<ContentDownloadEvent> events, long windowMs)
    {
        var list = events.ToList();
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var g in list.GroupBy(e => (e.Content.ContentId, Window: e.EventTimeMs / windowMs * windowMs)))
        {
            var title = g.OrderBy(e => e.EventTimeMs).ThenBy(e => e.Content.Title, StringComparer.Ordinal).Last().Content.Title;
            rows[$"content {g.Key.ContentId} {g.Key.Window}"] = $"{Counts(g)} {title}";
        }

        foreach (var g in list.GroupBy(e => (e.UserContext.Region, Window: e.EventTimeMs / windowMs * windowMs)))
        {
            var errors = g.Where(e => !IsSuccess(e)).GroupBy(e => e.Download.ErrorCode ?? "").OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => $"{c.Key}={c.Count()}");
            var speeds = Speeds(g).ToList();
            rows[$"region {g.Key.Region} {g.Key.Window}"] =
                $"{Counts(g)} {Speed(g)} {Mean(g.Where(IsSuccess).Select(e => (decimal)e.Download.DurationSeconds))} "
                + $"{(speeds.Count == 0 ? null : (double?)speeds.Min())} {(speeds.Count == 0 ? null : (double?)speeds.Max())} "
                + $"{string.Join(',', errors)}";
        }

        foreach (var g in list.GroupBy(e => (e.UserContext.Device, e.UserContext.OsVersion, Window: e.EventTimeMs / windowMs * windowMs)))
            rows[$"device {g.Key.Device}/{g.Key.OsVersion} {g.Key.Window}"] = $"{Counts(g)} {Speed(g)}";
        return rows;
    }

    public static SortedDictionary<string, string> Of(IEnumerable<WindowRows> windows)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var window in windows)
        {
            foreach (var r in window.Contents)
            {
                rows.Add($"content {r.ContentId} {r.Window.StartMs}",
                    $"{r.Total} {r.Successful} {r.Failed} {r.Cancelled} {r.TotalSizeGb} {r.Title}");
            }

            foreach (var r in window.Regions)
            {
                var errors = r.ErrorCounts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}");
                rows.Add(
                    $"region {r.Region} {r.Window.StartMs}",
                    $"{r.Total} {r.Successful} {r.Failed} {r.Cancelled} {r.TotalSizeGb} {r.SpeedCount} {r.AvgSpeedMbps} "
                    + $"{r.AvgDurationSeconds} {r.MinSpeedMbps} {r.MaxSpeedMbps} {string.Join(',', errors)}");
            }

            foreach (var r in window.Devices)
            {
                rows.Add($"device {r.Device}/{r.OsVersion} {r.Window.StartMs}",
                    $"{r.Total} {r.Successful} {r.Failed} {r.Cancelled} {r.TotalSizeGb} {r.SpeedCount} {r.AvgSpeedMbps}");
            }
        }

        return rows;
    }

    private static string Counts(IEnumerable<ContentDownloadEvent> events)
    {
        var list = events.ToList();
        var ok = list.Count(IsSuccess);
        return $"{list.Count} {ok} {list.Count - ok} {list.Count(e => e.Download.Status == "cancelled")} "
            + $"{list.Sum(e => (long)e.Content.SizeMb) / 1024.0}";
    }

    private static string Speed(IEnumerable<ContentDownloadEvent> events)
    {
        var speeds = Speeds(events).ToList();
        return $"{speeds.Count} {Mean(speeds.Select(Exact))}";
    }

    /// <summary>Every digit of a single: all of the test's speeds end within 28 of them.</summary>
    private static decimal Exact(float value)
        => decimal.Parse(((double)value).ToString("F26"), System.Globalization.CultureInfo.InvariantCulture);

    private static double? Mean(IEnumerable<decimal> values)
    {
        var list = values.ToList();
        return list.Count == 0 ? null : (double)Math.Round(list.Sum() / list.Count, 6, MidpointRounding.AwayFromZero);
    }

    private static IEnumerable<float> Speeds(IEnumerable<ContentDownloadEvent> events)
        => events.Where(e => IsSuccess(e) && e.Download.SpeedMbps > 0).Select(e => e.Download.SpeedMbps);

    private static bool IsSuccess(ContentDownloadEvent e) => e.Download.Status == "success";
}
