using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;

namespace StreamPulse.Storage.Commits;

/// <summary>
/// The statements of a commit other than the result rows. The transaction may have begun seconds ago, so they use clock_timestamp().
/// </summary>
internal static class CommitStatements
{
    private const string CheckpointSql = """
        UPDATE checkpoints AS c SET next_offset = u.next_offset, max_event_time = u.max_event_time,
            max_bounded_time = u.max_bounded_time, counted = u.counted, late = u.late,
            dead_lettered = u.dead_lettered, absent = u.absent, missing = u.missing, last_commit = $11, updated_at = clock_timestamp()
        FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[], $10::bigint[])
            AS u (partition, previous_offset, next_offset, max_event_time, max_bounded_time, counted, late, dead_lettered, absent,
                missing)
        WHERE c.partition = u.partition AND c.next_offset = u.previous_offset
        """;

    private const string CommittedSql = """
        SELECT count(*) FROM checkpoints AS c
        JOIN unnest($1::integer[], $2::bigint[]) AS u (partition, next_offset)
            ON c.partition = u.partition AND c.next_offset = u.next_offset
        WHERE c.last_commit = $3
        """;

    private const string HistorySql = """
        INSERT INTO checkpoint_history (partition, next_offset, max_event_time, max_bounded_time, counted, late, dead_lettered, absent,
            missing)
        SELECT * FROM unnest($1::integer[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[])
        ON CONFLICT (partition, next_offset) DO NOTHING
        """;

    private const string GapSql = """
        INSERT INTO log_gaps (partition, from_offset, to_offset, max_event_time, max_bounded_time)
        SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[])
        ON CONFLICT (partition, from_offset) DO NOTHING
        """;

    private const string SetBackSql = """
        INSERT INTO clock_set_backs (partition, "offset", bounded_time) VALUES ($1, $2, $3) ON CONFLICT (partition, "offset") DO NOTHING
        """;

    private const string DropSegmentsSql = """
        DELETE FROM partials AS p USING unnest($1::integer[], $2::timestamptz[]) AS u (partition, window_start)
        WHERE p.partition = u.partition AND p.window_start = u.window_start
        """;

    private const string SegmentSql = """
        INSERT INTO partials (partition, window_start, segment, payload)
        SELECT * FROM unnest($1::integer[], $2::timestamptz[], $3::integer[], $4::bytea[])
        """;

    private const string ClosedWindowSql = """
        INSERT INTO closed_windows (window_start, window_end, closed_at)
        SELECT *, clock_timestamp() FROM unnest($1::timestamptz[], $2::timestamptz[])
        ON CONFLICT (window_start) DO NOTHING
        """;

    private const string LateSql = """
        INSERT INTO late_events (partition, "offset", reason, event_time, window_start, content_id, region)
        SELECT * FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[])
        ON CONFLICT (partition, "offset") DO NOTHING
        """;

    private const string DeadLetterSql = """
        INSERT INTO dead_letters (stage, partition, position, reason, detail, payload, record_key, ingestion_time)
        SELECT 'log', * FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::timestamptz[])
        ON CONFLICT (stage, partition, position) DO NOTHING
        """;

    private const string DetectorSql = """
        INSERT INTO detector_state (region, state) SELECT region, state::jsonb FROM unnest($1::text[], $2::text[]) AS u (region, state)
        ON CONFLICT (region) DO UPDATE SET state = EXCLUDED.state
        """;

    public static void AddCheckpoints(NpgsqlBatch batch, IReadOnlyList<CheckpointAdvance> rows, Guid commit)
    {
        var columns = new ColumnParameters(batch, CheckpointSql);
        columns.Add(NpgsqlDbType.Integer, rows, static r => r.Partition);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.PreviousOffset);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.NextOffset);
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => EventTime(r.MaxEventTimeMs));
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => EventTime(r.MaxBoundedTimeMs));
        AddTotals(columns, rows);
        columns.Add(commit);
    }

    /// <summary>Whether it was this commit that moved every checkpoint last.</summary>
    public static async Task<bool> WereMovedByAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<CheckpointAdvance> rows, Guid commit,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CommittedSql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(static r => r.Partition)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(static r => r.NextOffset)] });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = commit });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! == rows.Count;
    }

    /// <summary>Stores the checkpoints as offsets at which a recount may start; those that did not move are stored already.</summary>
    public static void AddHistory(NpgsqlBatch batch, IReadOnlyList<CheckpointAdvance> rows)
    {
        var columns = new ColumnParameters(batch, HistorySql);
        columns.Add(NpgsqlDbType.Integer, rows, static r => r.Partition);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.NextOffset);
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => EventTime(r.MaxEventTimeMs));
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => EventTime(r.MaxBoundedTimeMs));
        AddTotals(columns, rows);
    }

    /// <summary>Stores from where on lateness is judged from an earlier time.</summary>
    public static void AddSetBack(NpgsqlBatch batch, int partition, long offset, long timeMs)
    {
        var command = new NpgsqlBatchCommand(SetBackSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = UnixTime.ToUtc(timeMs) });
        batch.BatchCommands.Add(command);
    }

    /// <summary>Stores the gaps, and their ends as offsets at which a recount may start: the rest of the log begins there.</summary>
    public static void AddGaps(NpgsqlBatch batch, IReadOnlyList<PartitionGap> rows)
    {
        if (rows.Count == 0)
            return;
        var columns = new ColumnParameters(batch, GapSql);
        columns.Add(NpgsqlDbType.Integer, rows, static r => r.Partition);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Gap.FromOffset);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Gap.ToOffset);
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => EventTime(r.Gap.MaxEventTimeMs));
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => EventTime(r.Gap.MaxBoundedTimeMs));
        AddHistory(
            batch,
            [
                .. rows.Select(static r
                    => new CheckpointAdvance(
                        r.Partition, r.Gap.FromOffset, r.Gap.ToOffset, r.Gap.MaxEventTimeMs, r.Gap.MaxBoundedTimeMs, r.Gap.Totals)),
            ]);
    }

    public static void AddSegments(NpgsqlBatch batch, IReadOnlyList<PartialSegment> rows)
    {
        var replacing = rows.Where(static r => r.ReplacesEarlier).ToArray();
        if (replacing.Length > 0)
        {
            var dropped = new ColumnParameters(batch, DropSegmentsSql);
            dropped.Add(NpgsqlDbType.Integer, replacing, static r => r.Partition);
            dropped.Add(NpgsqlDbType.TimestampTz, replacing, static r => UnixTime.ToUtc(r.WindowStartMs));
        }

        if (rows.Count == 0)
            return;
        var columns = new ColumnParameters(batch, SegmentSql);
        columns.Add(NpgsqlDbType.Integer, rows, static r => r.Partition);
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => UnixTime.ToUtc(r.WindowStartMs));
        columns.Add(NpgsqlDbType.Integer, rows, static r => r.Segment);
        columns.Add(NpgsqlDbType.Bytea, rows, static r => r.Payload);
    }

    public static void AddClosedWindows(NpgsqlBatch batch, IReadOnlyList<WindowRange> windows)
    {
        if (windows.Count == 0)
            return;
        var columns = new ColumnParameters(batch, ClosedWindowSql);
        columns.Add(NpgsqlDbType.TimestampTz, windows, static w => UnixTime.ToUtc(w.StartMs));
        columns.Add(NpgsqlDbType.TimestampTz, windows, static w => UnixTime.ToUtc(w.EndMs));
    }

    /// <summary>Stores the merged watermark, unless it was set back by somebody since it was loaded.</summary>
    /// <param name="setBacks">How often it had been set back when it was loaded.</param>
    public static void AddWatermark(NpgsqlBatch batch, long watermarkMs, long setBacks)
    {
        if (watermarkMs == Watermark.None)
            return;
        var command = new NpgsqlBatchCommand(
            "UPDATE pipeline_state SET watermark = GREATEST(watermark, $1), updated_at = clock_timestamp() WHERE watermark_set_backs = $2");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = UnixTime.ToUtc(watermarkMs) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = setBacks });
        batch.BatchCommands.Add(command);
    }

    public static void AddLateEvents(NpgsqlBatch batch, IReadOnlyList<PartitionLateEvent> rows)
    {
        if (rows.Count == 0)
            return;
        var columns = new ColumnParameters(batch, LateSql);
        columns.Add(NpgsqlDbType.Integer, rows, static r => r.Partition);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Event.Offset);
        columns.Add(NpgsqlDbType.Text, rows, static r => LateReasonWords.Word(r.Event.Reason));
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => UnixTime.ToUtc(r.Event.EventTimeMs));
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => UnixTime.ToUtc(r.Event.WindowStartMs));
        columns.Add(NpgsqlDbType.Text, rows, static r => r.Event.ContentId);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.Event.Region);
    }

    public static void AddDeadLetters(NpgsqlBatch batch, IReadOnlyList<PartitionDeadLetter> rows)
    {
        if (rows.Count == 0)
            return;
        var columns = new ColumnParameters(batch, DeadLetterSql);
        columns.Add(NpgsqlDbType.Integer, rows, static r => r.Partition);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Letter.Offset);
        columns.Add(NpgsqlDbType.Text, rows, static r => RejectionReasons.Word(r.Letter.Reason));
        columns.Add(NpgsqlDbType.Text, rows, static r => RejectionReasons.Detail(r.Letter.Reason));
        columns.Add(NpgsqlDbType.Bytea, rows, static r => r.Letter.Payload);
        columns.Add(NpgsqlDbType.Bytea, rows, static r => r.Letter.Key.Length == 0 ? null : r.Letter.Key);
        columns.Add(NpgsqlDbType.TimestampTz, rows, static r => UnixTime.ToUtc(r.Letter.IngestionTimeMs));
    }

    public static void AddDetectorStates(NpgsqlBatch batch, IReadOnlyList<DetectorStateRow> rows)
    {
        if (rows.Count == 0)
            return;
        var columns = new ColumnParameters(batch, DetectorSql);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.Region);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.StateJson);
    }

    private static void AddTotals(ColumnParameters columns, IReadOnlyList<CheckpointAdvance> rows)
    {
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Totals.Counted);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Totals.Late);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Totals.DeadLettered);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Totals.Absent);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.Totals.Missing);
    }

    private static DateTime? EventTime(long milliseconds) => milliseconds == Watermark.None ? null : UnixTime.ToUtc(milliseconds);
}
