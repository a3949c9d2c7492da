using System.Data.Common;
using StreamPulse.Core.Results;
using StreamPulse.Storage.Commits;
using static StreamPulse.Storage.Queries.StateReader;

namespace StreamPulse.Storage.Queries;

/// <summary>Reads a window's row from the columns that <see cref="WindowSql"/> selects from all three tables.</summary>
internal static class WindowReader
{
    public static StoredWindow<ContentWindowRow> Content(DbDataReader r, int c)
        => Written(r, c, new ContentWindowRow(
            r.GetString(c), r.GetString(c + 1), Window(r, c), r.GetInt64(c + 4), r.GetInt64(c + 5), r.GetInt64(c + 6), r.GetInt64(c + 7),
            r.GetDouble(c + 8), r.GetInt64(c + 9), Percentiles(r, c + 10), Percentiles(r, c + 13)));

    /// <summary>Without extremes and sketch, which no answer contains.</summary>
    public static StoredWindow<RegionWindowRow> Region(DbDataReader r, int c)
    {
        var (total, successful) = (r.GetInt64(c + 4), r.GetInt64(c + 5));
        return Written(r, c, new RegionWindowRow(
            r.GetString(c), Window(r, c), total, successful, r.GetInt64(c + 6), r.GetInt64(c + 7), (double)successful / total,
            Number(r, c + 16), r.GetInt64(c + 17), Number(r, c + 18), r.GetDouble(c + 8), null, null,
            Percentiles(r, c + 10), Percentiles(r, c + 13), ErrorCountsJson.Read(r.GetString(c + 19))));
    }

    public static StoredWindow<DeviceWindowRow> Device(DbDataReader r, int c)
        => Written(r, c, new DeviceWindowRow(
            r.GetString(c), r.GetString(c + 1), Window(r, c), r.GetInt64(c + 4), r.GetInt64(c + 5), r.GetInt64(c + 6), r.GetInt64(c + 7),
            Number(r, c + 16), r.GetInt64(c + 17), r.GetDouble(c + 8)));

    public static SeriesTotals Totals(DbDataReader r, int c)
        => new(r.GetInt64(c), r.GetInt64(c + 1), r.GetInt64(c + 2), r.GetInt64(c + 3), r.GetDouble(c + 4), r.GetDouble(c + 5),
            r.GetInt64(c + 6));

    private static StoredWindow<T> Written<T>(DbDataReader r, int c, T row)
        => new(row, r.GetInt32(c + 20), Instant(r, c + 21), Instant(r, c + 22));

    private static WindowRange Window(DbDataReader r, int c)
        => new(UnixTime.ToMilliseconds(r.GetFieldValue<DateTime>(c + 2)), UnixTime.ToMilliseconds(r.GetFieldValue<DateTime>(c + 3)));

    private static Percentiles Percentiles(DbDataReader r, int c) => new(Number(r, c), Number(r, c + 1), Number(r, c + 2));
}
