using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Detection;

namespace StreamPulse.Storage.Commits;

/// <summary>
/// Alert rows from what happened to incidents, and their history, in one statement. An incident is one row, identified by rule, region and
/// first window.
/// <para>
/// A change is applied when the row does not exist, when its latest window with the condition is later than the row's, or when it resolves
/// a row that is not resolved. Anything else was applied before and changes nothing, so a commit that is repeated, also in smaller parts,
/// leaves one row and one history.
/// </para>
/// <para>
/// An alert that a person has resolved and whose condition still holds is reopened; one that has become worse loses its acknowledgement,
/// which was given for a smaller problem. A reopened alert loses it too. Both are in the history.
/// </para>
/// </summary>
internal static class AlertStatements
{
    private const string Sql = """
        WITH said AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::timestamptz[],
                    $9::timestamptz[], $10::bigint[], $11::timestamptz[])
                AS s (alert_type, severity, message, region, metric_name, metric_value, threshold_value, window_start, last_window_start,
                    sample_size, resolved_at)
        ),
        before AS MATERIALIZED (
            SELECT a.id, a.severity, a.last_window_start, a.resolved_at, a.acknowledged
            FROM alerts AS a JOIN said USING (alert_type, region, window_start)
            ORDER BY a.id
            FOR UPDATE OF a
        ),
        written AS (
            INSERT INTO alerts AS t (alert_type, severity, message, region, metric_name, metric_value, threshold_value, window_start,
                last_window_start, sample_size, resolved_at)
            SELECT said.* FROM said, (SELECT count(*) FROM before) AS all_read -- so that the rows are locked and read before they change
            ON CONFLICT (alert_type, region, window_start) DO UPDATE SET
                severity = EXCLUDED.severity, message = EXCLUDED.message, metric_name = EXCLUDED.metric_name,
                metric_value = EXCLUDED.metric_value, threshold_value = EXCLUDED.threshold_value,
                last_window_start = EXCLUDED.last_window_start, sample_size = EXCLUDED.sample_size,
                resolved_at = EXCLUDED.resolved_at, resolved_by = NULL, updated_at = now(),
                acknowledged = t.acknowledged AND t.severity = EXCLUDED.severity AND t.resolved_at IS NULL,
                acknowledged_at = CASE WHEN t.severity = EXCLUDED.severity AND t.resolved_at IS NULL THEN t.acknowledged_at END,
                acknowledged_by = CASE WHEN t.severity = EXCLUDED.severity AND t.resolved_at IS NULL THEN t.acknowledged_by END,
                acknowledge_note = CASE WHEN t.severity = EXCLUDED.severity AND t.resolved_at IS NULL THEN t.acknowledge_note END
            WHERE EXCLUDED.last_window_start > t.last_window_start OR (EXCLUDED.resolved_at IS NOT NULL AND t.resolved_at IS NULL)
            RETURNING t.id, t.severity, t.last_window_start, t.resolved_at
        )
        INSERT INTO alert_history (alert_id, action, note)
        SELECT w.id, h.action, h.note
        FROM written AS w LEFT JOIN before AS b USING (id)
        CROSS JOIN LATERAL (VALUES
            (1, b.id IS NULL, 'raised', NULL),
            (2, b.resolved_at IS NOT NULL, 'reopened', 'The condition goes on.'),
            (3, b.acknowledged AND b.severity <> w.severity, 'unacknowledged', 'It became ' || w.severity || '.'),
            (4, b.acknowledged AND b.severity = w.severity AND b.resolved_at IS NOT NULL, 'unacknowledged', 'It was reopened.'),
            (5, w.resolved_at IS NOT NULL, 'resolved', NULL)) AS h (step, is_so, action, note)
        WHERE h.is_so
        ORDER BY w.id, h.step
        """;

    /// <summary>Adds the statement to the batch; of several changes to one incident the last one counts.</summary>
    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<AlertChange> changes)
    {
        if (changes.Count == 0)
            return;
        var latest = changes
            .GroupBy(static c => (c.Alert.Type, c.Alert.Region, c.Alert.FirstWindowStartMs))
            .Select(static g => g.Last())
            .ToArray();
        var columns = new ColumnParameters(batch, Sql);
        columns.Add(NpgsqlDbType.Text, latest, static c => AlertNames.NameOf(c.Alert.Type));
        columns.Add(NpgsqlDbType.Text, latest, static c => AlertNames.NameOf(c.Alert.Severity));
        columns.Add(NpgsqlDbType.Text, latest, static c => c.Alert.Message);
        columns.Add(NpgsqlDbType.Text, latest, static c => c.Alert.Region);
        columns.Add(NpgsqlDbType.Text, latest, static c => c.Alert.MetricName);
        columns.Add(NpgsqlDbType.Double, latest, static c => c.Alert.MetricValue);
        columns.Add(NpgsqlDbType.Double, latest, static c => c.Alert.ThresholdValue);
        columns.Add(NpgsqlDbType.TimestampTz, latest, static c => UnixTime.ToUtc(c.Alert.FirstWindowStartMs));
        columns.Add(NpgsqlDbType.TimestampTz, latest, static c => UnixTime.ToUtc(c.Alert.LastWindowStartMs));
        columns.Add(NpgsqlDbType.Bigint, latest, static c => c.Alert.SampleSize);
        columns.Add(
            NpgsqlDbType.TimestampTz, latest, static c => c is AlertChange.Resolved r ? UnixTime.ToUtc(r.ResolvedAtMs) : (DateTime?)null);
    }
}
