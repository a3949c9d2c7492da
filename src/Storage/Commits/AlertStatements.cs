using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Detection;

namespace StreamPulse.Storage.Commits;

/// <summary>
/// Alert rows from what happened to incidents. An incident is one row, known by rule, region and first window; saying the same again changes nothing,
/// and an acknowledgement stays, unless the incident has become worse: then it asks again.
/// </summary>
internal static class AlertStatements
{
    private const string Sql = """
        INSERT INTO alerts AS t (alert_type, severity, message, region, metric_name, metric_value, threshold_value, window_start, last_window_start,
            sample_size, resolved_at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::timestamptz[],
            $9::timestamptz[], $10::bigint[], $11::timestamptz[])
        ON CONFLICT (alert_type, region, window_start) DO UPDATE SET
            severity = EXCLUDED.severity, message = EXCLUDED.message, metric_name = EXCLUDED.metric_name, metric_value = EXCLUDED.metric_value,
            threshold_value = EXCLUDED.threshold_value, last_window_start = EXCLUDED.last_window_start, sample_size = EXCLUDED.sample_size,
            resolved_at = EXCLUDED.resolved_at, updated_at = now(),
            acknowledged = t.acknowledged AND t.severity = EXCLUDED.severity
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
        columns.Add(NpgsqlDbType.TimestampTz, latest, static c => c is AlertChange.Resolved r ? UnixTime.ToUtc(r.ResolvedAtMs) : (DateTime?)null);
    }
}
