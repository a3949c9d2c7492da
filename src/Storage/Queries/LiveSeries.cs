using StreamPulse.Core.Results;
using static StreamPulse.Storage.Queries.WindowParameters;

namespace StreamPulse.Storage.Queries;

/// <summary>The open windows of one key, and how they join its stored ones.</summary>
/// <param name="Rows">In the range.</param>
/// <param name="IsKnown">The key is in the snapshot, in the range or not.</param>
internal sealed record LiveSeries<T>(IReadOnlyList<T> Rows, bool IsKnown, Func<T, WindowPosition> PositionOf)
{
    public static LiveSeries<T> Of(
        WindowSelection selection, Func<LiveSnapshot, IReadOnlyList<T>> rows, Func<T, WindowRange> window, Func<T, bool> isKey,
        Func<T, string> osVersion)
        => new(
            [.. LiveRows(selection, rows, window).Where(isKey)],
            selection.Live is { } live && rows(live).Any(isKey),
            row => new WindowPosition(DateTimeOffset.FromUnixTimeMilliseconds(window(row).StartMs), "", osVersion(row)));

    /// <summary>The page of both together.</summary>
    /// <param name="stored">Stored rows after the position, one more than the limit where there are so many.</param>
    public WindowRowPage<T> Join(IReadOnlyList<StoredWindow<T>> stored, WindowPage page)
    {
        var open = Rows.Where(row => page.After is not { } after || Compare(PositionOf(row), after) > 0)
            .Select(static row => new StoredWindow<T>(row, 0, null, null));
        var joined = stored.Concat(open).Order(Comparer<StoredWindow<T>>.Create((a, b) => Compare(PositionOf(a.Row), PositionOf(b.Row))))
            .ToList();
        return new WindowRowPage<T>([.. joined.Take(page.Limit)], joined.Count > page.Limit);
    }

    private static int Compare(WindowPosition a, WindowPosition b)
        => a.WindowStart != b.WindowStart ? a.WindowStart.CompareTo(b.WindowStart) : string.CompareOrdinal(a.OsVersion, b.OsVersion);
}
