using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;
using StreamPulse.Storage.Recount;

namespace StreamPulse.Verify;

/// <summary>
/// Copies the raw log, decoded by the schema-driven reader, into a temporary table. Shares no code with the pipeline's hot path.
/// </summary>
internal sealed class RawEventLoader(AvroSchemaSet schemas)
{
    private const string Columns =
        "partition, \"offset\", ingestion_ms, decoded, event_id, event_ms, user_id, content_id, title, longest_text, size_mb, price, "
        + "status, duration, "
        + "speed, speed_units, error_code, region, device, os_version";

    private const int RecordsPerReport = 5000;

    private readonly GenericEventDecoder _decoder = new(schemas);

    /// <summary>Loads the records of a plan, up to the checkpoints.</summary>
    /// <param name="target">Has the temporary table.</param>
    /// <returns>Number of records.</returns>
    public async Task<long> LoadAsync(
        IRawLogView log, RecountPlan plan, NpgsqlConnection target, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var copy =
            await target.BeginBinaryImportAsync($"COPY raw_events ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        var records = 0L;
        foreach (var start in plan.Starts.Where(static s => s.Offset < s.EndOffset))
        {
            await foreach (var record in log.ReadAsync(start.Partition, start.Offset, start.EndOffset, cancellationToken))
            {
                await WriteAsync(copy, start.Partition, record.Offset, record.IngestionTimeMs, record.Value, cancellationToken);
                if (++records % RecordsPerReport == 0)
                    progress?.Report(records);
            }
        }

        await copy.CompleteAsync(cancellationToken);
        progress?.Report(records);
        return records;
    }

    private async Task WriteAsync(
        NpgsqlBinaryImporter copy, int partition, long offset, long? ingestionMs, ReadOnlyMemory<byte> value,
        CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(partition, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(offset, NpgsqlDbType.Bigint, cancellationToken);
        if (ingestionMs is { } taken)
            await copy.WriteAsync(taken, NpgsqlDbType.Bigint, cancellationToken);
        else
            await copy.WriteNullAsync(cancellationToken);
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

    /// <summary>Units of 2^-40, exact for speeds that the pipeline accepts; 0 for others, which are dead letters.</summary>
    private static decimal SpeedUnits(float speed)
        => speed is >= 0 and <= 1_000_000 ? (long)Math.Round(Math.ScaleB(speed, 40), MidpointRounding.ToEven) : 0;

    private static bool HoldsNul(ContentDownloadEvent e) => Texts(e).Any(static t => t.Contains('\0', StringComparison.Ordinal));

    private static int LongestText(ContentDownloadEvent e)
        => new[] { e.Content.Title, e.Content.Type, e.Content.Category, e.UserContext.City, e.UserContext.ConnectionType,
            e.Download.ErrorMessage ?? string.Empty }
            .Max(System.Text.Encoding.UTF8.GetByteCount);

    private static IEnumerable<string> Texts(ContentDownloadEvent e)
        =>
        [
            e.EventId, e.UserId, e.Content.ContentId, e.Content.Title, e.Content.Type, e.Content.Category, e.Download.Status,
            e.Download.ErrorCode ?? string.Empty, e.Download.ErrorMessage ?? string.Empty, e.UserContext.Region, e.UserContext.City,
            e.UserContext.Device, e.UserContext.OsVersion, e.UserContext.ConnectionType,
        ];
}
