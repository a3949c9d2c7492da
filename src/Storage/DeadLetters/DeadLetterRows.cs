using Npgsql;
using NpgsqlTypes;

namespace StreamPulse.Storage.DeadLetters;

/// <summary>Reads rows of dead_letters.</summary>
internal static class DeadLetterRows
{
    private const int SummaryColumnCount = 12;

    /// <summary>Columns as <see cref="DeadLetterStore.SummaryColumns"/> has them.</summary>
    public static DeadLetterSummary Summary(NpgsqlDataReader row)
        => new(
            row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetInt32(6),
            Instant(row, 7), Instant(row, 8)!.Value, Instant(row, 9), row.IsDBNull(10) ? null : row.GetString(10), Instant(row, 11));

    /// <summary>The same, then record_key and payload.</summary>
    public static StoredDeadLetter Whole(NpgsqlDataReader row)
        => new(
            Summary(row),
            row.IsDBNull(SummaryColumnCount) ? null : row.GetFieldValue<byte[]>(SummaryColumnCount),
            row.GetFieldValue<byte[]>(SummaryColumnCount + 1));

    /// <summary>All rows of a statement.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>A parameter that may be null.</summary>
    public static NpgsqlParameter Optional(object? value, NpgsqlDbType type)
        => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column)
        => row.IsDBNull(column) ? null : new DateTimeOffset(row.GetFieldValue<DateTime>(column), TimeSpan.Zero);
}
