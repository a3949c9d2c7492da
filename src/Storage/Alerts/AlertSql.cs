using StreamPulse.Storage.Queries;

namespace StreamPulse.Storage.Alerts;

/// <summary>
/// The statements on alerts. Those that read return the pipeline's state in the first columns, as <see cref="ResultSql"/> does.
/// </summary>
internal static class AlertSql
{
    private const string Columns = """
        a.id, a.alert_type, a.severity, a.message, a.region, a.content_id, a.metric_name, a.metric_value, a.threshold_value, a.sample_size,
        a.window_start, a.last_window_start, a.created_at, a.updated_at, a.resolved_at, a.resolved_by,
        a.acknowledged, a.acknowledged_at, a.acknowledged_by, a.acknowledge_note
        """;

    /// <summary>
    /// $1 open, $2 acknowledged, $3 severity, $4 region, $5 alert type, $6 from, $7 to, $8 and $9 position; null is any. $10 limit.
    /// </summary>
    public const string List = $"""
        WITH {ResultSql.State},
        counts AS (SELECT count(*) FILTER (WHERE resolved_at IS NULL), count(*) FILTER (WHERE NOT acknowledged) FROM alerts),
        chosen AS (
            SELECT {Columns}
            FROM alerts AS a
            WHERE ($1::boolean IS NULL OR (resolved_at IS NULL) = $1) AND ($2::boolean IS NULL OR acknowledged = $2)
                AND ($3::text IS NULL OR severity = $3) AND ($4::text IS NULL OR region = $4) AND ($5::text IS NULL OR alert_type = $5)
                AND ($6::timestamptz IS NULL OR created_at >= $6) AND ($7::timestamptz IS NULL OR created_at < $7)
                AND ($8::timestamptz IS NULL OR (created_at, id) < ($8, $9))
            ORDER BY created_at DESC, id DESC
            LIMIT $10
        )
        SELECT state.watermark, state.window_size_ms, counts.*, chosen.*
        FROM state CROSS JOIN counts LEFT JOIN chosen ON true
        ORDER BY chosen.created_at DESC, chosen.id DESC
        """;

    /// <summary>$1 id, $2 most entries of history: the latest.</summary>
    public const string Find = $"""
        WITH {ResultSql.State},
        latest AS (SELECT id AS entry, at, action, by_whom, note FROM alert_history WHERE alert_id = $1 ORDER BY id DESC LIMIT $2)
        SELECT state.watermark, state.window_size_ms, {Columns}, latest.at, latest.action, latest.by_whom, latest.note
        FROM state LEFT JOIN alerts AS a ON a.id = $1 LEFT JOIN latest ON a.id IS NOT NULL
        ORDER BY latest.entry
        """;

    /// <summary>$1 id, $2 at, $3 by, $4 note.</summary>
    public const string Acknowledge = """
        WITH changed AS (
            UPDATE alerts SET acknowledged = true, acknowledged_at = $2, acknowledged_by = $3, acknowledge_note = $4, updated_at = $2
            WHERE id = $1 AND NOT acknowledged
            RETURNING id
        )
        INSERT INTO alert_history (alert_id, at, action, by_whom, note) SELECT id, $2, 'acknowledged', $3, $4 FROM changed
        """;

    /// <summary>As <see cref="Acknowledge"/>.</summary>
    public const string Unacknowledge = """
        WITH changed AS (
            UPDATE alerts SET acknowledged = false, acknowledged_at = NULL, acknowledged_by = NULL, acknowledge_note = NULL, updated_at = $2
            WHERE id = $1 AND acknowledged
            RETURNING id
        )
        INSERT INTO alert_history (alert_id, at, action, by_whom, note) SELECT id, $2, 'unacknowledged', $3, $4 FROM changed
        """;

    /// <summary>As <see cref="Acknowledge"/>.</summary>
    public const string Resolve = """
        WITH changed AS (
            UPDATE alerts SET resolved_at = $2, resolved_by = $3, updated_at = $2 WHERE id = $1 AND resolved_at IS NULL RETURNING id
        )
        INSERT INTO alert_history (alert_id, at, action, by_whom, note) SELECT id, $2, 'resolved', $3, $4 FROM changed
        """;
}
