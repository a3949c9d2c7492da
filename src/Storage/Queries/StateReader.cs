using System.Data.Common;
using StreamPulse.Core.Results;

namespace StreamPulse.Storage.Queries;

/// <summary>Reads a statement's rows: the pipeline's state from the first columns, the answer from those after them.</summary>
internal static class StateReader
{
    /// <summary>First column that belongs to the answer.</summary>
    public const int FirstColumn = 2;

    /// <summary>An answer of one row.</summary>
    public static StoredAnswer<T> Single<T>(List<Row<T>> rows) where T : class
        => new(rows[0].Value!, rows[0].Watermark, rows[0].WindowSize);

    /// <summary>An answer of any number of rows.</summary>
    public static StoredAnswer<IReadOnlyList<T>> Many<T>(List<Row<T>> rows) where T : class
        => new(rows.Where(row => row.Value is not null).Select(row => row.Value!).ToList(), rows[0].Watermark, rows[0].WindowSize);

    /// <summary>
    /// Reads the state, and with <paramref name="read"/> the answer unless the row has none (its <paramref name="keyColumn"/> is null).
    /// </summary>
    public static Func<DbDataReader, Row<T>> Read<T>(Func<DbDataReader, T> read, int keyColumn = FirstColumn) where T : class
        => reader => new Row<T>(
            Instant(reader, 0),
            reader.IsDBNull(1) ? null : TimeSpan.FromMilliseconds(reader.GetInt64(1)),
            reader.IsDBNull(keyColumn) ? null : read(reader));

    public static DateTimeOffset? Instant(DbDataReader reader, int column)
        => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetFieldValue<DateTime>(column), TimeSpan.Zero);

    public static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static double? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);

    /// <summary>One row of a statement.</summary>
    public sealed record Row<T>(DateTimeOffset? Watermark, TimeSpan? WindowSize, T? Value) where T : class;
}
