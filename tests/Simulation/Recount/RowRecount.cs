using System.Globalization;
using StreamPulse.Core.Events;

namespace StreamPulse.Simulation.Recount;

/// <summary>What a row must say: its exact figures as text, and what its estimates are estimates of.</summary>
internal sealed record RowRecount(
    string Table, string Key, long WindowStartMs, string Exact, IReadOnlyList<double> Speeds, IReadOnlyList<double> Durations, int Users)
{
    /// <summary>The rows of the three tables over a list of events; LINQ and decimals.</summary>
    public static IEnumerable<RowRecount> Of(IReadOnlyList<ContentDownloadEvent> events, long windowMs)
    {
        foreach (var g in events.GroupBy(e => (e.Content.ContentId, Window: e.EventTimeMs / windowMs * windowMs)))
        {
            var title = g.OrderBy(static e => e.EventTimeMs)
                .ThenBy(static e => e.Content.Title, StringComparer.Ordinal).Last().Content.Title;
            yield return Row("content_stats", g.Key.ContentId, g.Key.Window, [.. g], $"{Counts(g)} {title}");
        }

        foreach (var g in events.GroupBy(e => (e.UserContext.Region, Window: e.EventTimeMs / windowMs * windowMs)))
        {
            var errors = g.Where(static e => !IsSuccess(e)).GroupBy(static e => e.Download.ErrorCode ?? "")
                .OrderBy(static c => c.Key, StringComparer.Ordinal).Select(static c => $"{c.Key}={c.Count()}");
            var speeds = SpeedsOf(g).ToList();
            var extremes = speeds.Count == 0 ? " " : Text($"{speeds.Min()} {speeds.Max()}");
            var duration = Mean(g.Where(IsSuccess).Select(static e => (decimal)e.Download.DurationSeconds));
            yield return Row(
                "region_health", g.Key.Region, g.Key.Window, [.. g],
                $"{Counts(g)} {Speed(g)} {Text($"{duration}")} {extremes} {string.Join(',', errors)}");
        }

        foreach (var g in events.GroupBy(e => (e.UserContext.Device, e.UserContext.OsVersion, Window: e.EventTimeMs / windowMs * windowMs)))
            yield return Row("device_stats", $"{g.Key.Device}/{g.Key.OsVersion}", g.Key.Window, [.. g], $"{Counts(g)} {Speed(g)}");
    }

    private static RowRecount Row(string table, string key, long window, IReadOnlyList<ContentDownloadEvent> events, string exact)
        => new(
            table, key, window, exact, [.. SpeedsOf(events).Order()],
            [.. events.Where(IsSuccess).Select(static e => (double)e.Download.DurationSeconds).Order()],
            events.Select(static e => e.UserId).Distinct().Count());

    private static string Counts(IEnumerable<ContentDownloadEvent> events)
    {
        var list = events.ToList();
        var ok = list.Count(IsSuccess);
        var cancelled = list.Count(static e => e.Download.Status == "cancelled");
        return Text($"{list.Count} {ok} {list.Count - ok} {cancelled} {list.Sum(static e => (long)e.Content.SizeMb) / 1024.0}");
    }

    private static string Speed(IEnumerable<ContentDownloadEvent> events)
    {
        var speeds = SpeedsOf(events).ToList();
        return Text($"{speeds.Count} {Mean(speeds.Select(static s => (decimal)s))}"); // quarters of a megabit: every digit is there
    }

    private static double? Mean(IEnumerable<decimal> values)
    {
        var list = values.ToList();
        return list.Count == 0 ? null : (double)Math.Round(list.Sum() / list.Count, 6, MidpointRounding.AwayFromZero);
    }

    private static IEnumerable<double> SpeedsOf(IEnumerable<ContentDownloadEvent> events)
        => events.Where(static e => IsSuccess(e) && e.Download.SpeedMbps > 0).Select(static e => (double)e.Download.SpeedMbps);

    private static bool IsSuccess(ContentDownloadEvent e) => e.Download.Status == "success";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
