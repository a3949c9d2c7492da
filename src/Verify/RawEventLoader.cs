using System.Data;
using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;

namespace StreamPulse.Verify;

/// <summary>Copies the raw log, decoded by the schema-driven reader, into a temporary table. Shares no reading with the pipeline's hot path.</summary>
internal sealed class RawEventLoader(AvroSchemaSet schemas)
{
    private const string Columns =
        "partition, \"offset\", ingestion_ms, decoded, event_id, event_ms, user_id, content_id, title, longest_text, size_mb, price, status, duration, "
        + "speed, speed_units, error_code, region, device, os_version";

    private readonly GenericEventDecoder _decoder = new(schemas);

    /// <summary>Loads all records up to the checkpoints.</summary>
    /// <param name="log">Reads the log.</param>
    /// <param name="target">Has the temporary table.</param>
    /// <returns>Number of records.</returns>
    public async Task<long> LoadAsync(NpgsqlConnection log, NpgsqlConnection target, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT e.partition, e."offset", floor(extract(epoch FROM e.ingestion_time) * 1000)::bigint, e.payload, c.next_offset
            FROM event_log AS e JOIN checkpoints AS c USING (partition)
            WHERE e."offset" < c.next_offset ORDER BY e.partition, e."offset"
            """,
            log)
        { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        await using var copy = await target.BeginBinaryImportAsync($"COPY raw_events ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        var records = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            var (partition, offset, ingestionMs) = (reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2));
            var payload = reader.GetFieldValue<byte[]>(3);
            var end = reader.GetInt64(4);
            for (var at = 0; at < payload.Length && offset < end; offset++, records++)
            {
                var length = ReadLength(payload, ref at);
                await WriteAsync(copy, partition, offset, ingestionMs, payload.AsMemory(at, length), cancellationToken);
                at += length;
            }

            progress?.Report(records);
        }

        await copy.CompleteAsync(cancellationToken);
        return records;
    }

    private async Task WriteAsync(
        NpgsqlBinaryImporter copy, int partition, long offset, long ingestionMs, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(partition, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(offset, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(ingestionMs, NpgsqlDbType.Bigint, cancellationToken);
        var isEvent = _decoder.TryDecode(value.Span, out var e) == RejectionReason.None && !HoldsNul(e!);
        await copy.WriteAsync(isEvent, NpgsqlDbType.Boolean, cancellationToken);
        if (!isEvent)
        {
            for (var column = 0; column < 16; column++)
                await copy.WriteNullAsync(cancellationToken);
            return;
        }

        await WriteTextAsync(copy, e!.EventId, cancellationToken);
        await copy.WriteAsync(e.EventTimeMs, NpgsqlDbType.Bigint, cancellationToken);
        await WriteTextAsync(copy, e.UserId, cancellationToken);
        await WriteTextAsync(copy, e.Content.ContentId, cancellationToken);
        await WriteTextAsync(copy, e.Content.Title, cancellationToken);
        await copy.WriteAsync(LongestText(e), NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(e.Content.SizeMb, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync((double)e.Content.Price, NpgsqlDbType.Double, cancellationToken);
        await WriteTextAsync(copy, e.Download.Status, cancellationToken);
        await copy.WriteAsync(e.Download.DurationSeconds, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync((double)e.Download.SpeedMbps, NpgsqlDbType.Double, cancellationToken);
        await copy.WriteAsync(SpeedUnits(e.Download.SpeedMbps), NpgsqlDbType.Numeric, cancellationToken);
        await WriteTextAsync(copy, e.Download.ErrorCode, cancellationToken);
        await WriteTextAsync(copy, e.UserContext.Region, cancellationToken);
        await WriteTextAsync(copy, e.UserContext.Device, cancellationToken);
        await WriteTextAsync(copy, e.UserContext.OsVersion, cancellationToken);
    }

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellationToken)
        => text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);

    /// <summary>Units of 2^-40, exact for speeds that the pipeline takes; 0 for others, which are dead letters.</summary>
    private static decimal SpeedUnits(float speed)
        => speed is >= 0 and <= 1_000_000 ? (long)Math.Round(Math.ScaleB(speed, 40), MidpointRounding.ToEven) : 0;

    private static bool HoldsNul(ContentDownloadEvent e) => Texts(e).Any(static t => t.Contains('\0', StringComparison.Ordinal));

    private static int LongestText(ContentDownloadEvent e)
        => new[] { e.Content.Title, e.Content.Type, e.Content.Category, e.UserContext.City, e.UserContext.ConnectionType, e.Download.ErrorMessage ?? string.Empty }
            .Max(System.Text.Encoding.UTF8.GetByteCount);

    private static IEnumerable<string> Texts(ContentDownloadEvent e)
        =>
        [
            e.EventId, e.UserId, e.Content.ContentId, e.Content.Title, e.Content.Type, e.Content.Category, e.Download.Status,
            e.Download.ErrorCode ?? string.Empty, e.Download.ErrorMessage ?? string.Empty, e.UserContext.Region, e.UserContext.City,
            e.UserContext.Device, e.UserContext.OsVersion, e.UserContext.ConnectionType,
        ];

    private static int ReadLength(byte[] payload, ref int at)
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = payload[at++];
            length |= (b & 0x7f) << shift;
            if (b < 0x80)
                return length;
        }
    }
}
