using NpgsqlTypes;
using StreamPulse.Core.Results;

namespace StreamPulse.Storage.Queries;

/// <summary>
/// The parameters that all statements over windows begin with: $1 from, $2 to, $3 starts of the windows whose stored rows are left out.
/// </summary>
internal static class WindowParameters
{
    public static QueryParameters Begin(WindowSelection selection)
    {
        var open = selection.Live is { } live ? ToInstants(live.OpenWindows, window => window.StartMs) : [];
        return new QueryParameters()
            .AddInstant(selection.From)
            .AddInstant(selection.To)
            .AddArray(open, NpgsqlDbType.TimestampTz);
    }

    /// <summary>The snapshot's rows whose windows belong to the selection.</summary>
    public static List<T> LiveRows<T>(WindowSelection selection, Func<LiveSnapshot, IReadOnlyList<T>> rows, Func<T, WindowRange> window)
    {
        if (selection.Live is null)
            return [];
        var fromMs = CeilingMs(selection.From);
        var toMs = CeilingMs(selection.To);
        var chosen = new List<T>();
        foreach (var row in rows(selection.Live))
        {
            var startMs = window(row).StartMs;
            if (startMs >= fromMs && startMs < toMs)
                chosen.Add(row);
        }

        return chosen;
    }

    /// <summary>One column of the rows.</summary>
    public static TValue[] Column<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }

    /// <summary>One column of times, given in milliseconds.</summary>
    public static DateTime[] ToInstants<T>(IReadOnlyList<T> rows, Func<T, long> milliseconds)
        => Column(rows, row => DateTime.UnixEpoch.AddMilliseconds(milliseconds(row)));

    /// <summary>The first millisecond at or after it.</summary>
    public static long CeilingMs(DateTimeOffset instant)
        => instant.ToUnixTimeMilliseconds() + (instant.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}
