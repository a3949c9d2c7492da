using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Events;
using StreamPulse.Core.Events;
using StreamPulse.Log.Postgres;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Sql;

/// <summary>The same generated events in the embedded log and in a plain table, with the time that each took.</summary>
internal static class RawEvents
{
    private const int ChunkEvents = 100_000;

    private const string Copy = """
        COPY raw_events (event_id, event_time, user_id, content_id, title, type, category, size_mb, price, status, duration_seconds,
            speed_mbps,
            error_code, error_message, region, city, device, os_version, connection_type) FROM STDIN (FORMAT binary)
        """;

    /// <summary>
    /// Fills both. Making the events is not in either time; a log's batch of 5,000 and a COPY of 100,000 are awaited one after the other.
    /// </summary>
    public static async Task<(TimeSpan Log, TimeSpan Table)> FillAsync(
        PostgresEventLog log, NpgsqlDataSource database, GeneratorOptions options, long events)
    {
        await using (var create = database.CreateCommand(Statement.Read("raw_events")))
            await create.ExecuteNonQueryAsync();
        var (forLog, forTable) = (new DownloadGenerator(options), new DownloadGenerator(options)); // equal options, equal events
        var (logTime, tableTime) = (TimeSpan.Zero, TimeSpan.Zero);
        for (long first = 0; first < events; first += ChunkEvents)
        {
            var count = (int)Math.Min(ChunkEvents, events - first);
            var encoded = EncodedEvents.Generate(forLog, count);
            var started = Stopwatch.GetTimestamp();
            await LogFill.AppendAsync(log, encoded);
            logTime += Stopwatch.GetElapsedTime(started);
            var rows = Enumerable.Range(0, count).Select(_ => forTable.Next()).ToList();
            started = Stopwatch.GetTimestamp();
            await CopyAsync(database, rows);
            tableTime += Stopwatch.GetElapsedTime(started);
        }

        return (logTime, tableTime);
    }

    private static async Task CopyAsync(NpgsqlDataSource database, List<ContentDownloadEvent> rows)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var import = await connection.BeginBinaryImportAsync(Copy);
        foreach (var e in rows)
            Write(import, e);
        await import.CompleteAsync();
    }

    /// <summary>Into the import's buffer, which it sends by itself when it is full.</summary>
    private static void Write(NpgsqlBinaryImporter import, ContentDownloadEvent e)
    {
        import.StartRow();
        import.Write(Guid.Parse(e.EventId), NpgsqlDbType.Uuid);
        import.Write(DateTimeOffset.FromUnixTimeMilliseconds(e.EventTimeMs).UtcDateTime, NpgsqlDbType.TimestampTz);
        import.Write(e.UserId, NpgsqlDbType.Text);
        import.Write(e.Content.ContentId, NpgsqlDbType.Text);
        import.Write(e.Content.Title, NpgsqlDbType.Text);
        import.Write(e.Content.Type, NpgsqlDbType.Text);
        import.Write(e.Content.Category, NpgsqlDbType.Text);
        import.Write(e.Content.SizeMb, NpgsqlDbType.Integer);
        import.Write(e.Content.Price, NpgsqlDbType.Real);
        import.Write(e.Download.Status, NpgsqlDbType.Text);
        import.Write(e.Download.DurationSeconds, NpgsqlDbType.Integer);
        import.Write(e.Download.SpeedMbps, NpgsqlDbType.Real);
        import.Write(e.Download.ErrorCode, NpgsqlDbType.Text);
        import.Write(e.Download.ErrorMessage, NpgsqlDbType.Text);
        import.Write(e.UserContext.Region, NpgsqlDbType.Text);
        import.Write(e.UserContext.City, NpgsqlDbType.Text);
        import.Write(e.UserContext.Device, NpgsqlDbType.Text);
        import.Write(e.UserContext.OsVersion, NpgsqlDbType.Text);
        import.Write(e.UserContext.ConnectionType, NpgsqlDbType.Text);
    }
}
