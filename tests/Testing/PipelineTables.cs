using System.Globalization;
using Npgsql;

namespace StreamPulse.Testing;

/// <summary>What tests ask of the tables of a pipeline.</summary>
public static class PipelineTables
{
    /// <summary>One number.</summary>
    public static async Task<long> NumberAsync(this NpgsqlDataSource database, string sql)
        => Convert.ToInt64(await database.ScalarAsync(sql), CultureInfo.InvariantCulture);

    /// <summary>Next offset of each checkpoint, by partition.</summary>
    public static async Task<Dictionary<int, long>> ReadCheckpointsAsync(this NpgsqlDataSource database)
    {
        var next = new Dictionary<int, long>();
        await using var command = database.CreateCommand("SELECT partition, next_offset FROM checkpoints");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            next.Add(row.GetInt32(0), row.GetInt64(1));
        return next;
    }

    /// <summary>Windows with events that are not closed.</summary>
    public static Task<long> CountOpenWindowsAsync(this NpgsqlDataSource database)
        => database.NumberAsync("""
            SELECT count(DISTINCT window_start) FROM partials AS s
            WHERE NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = s.window_start)
            """);

    /// <summary>Closed windows, by partition and kind of row, whose rows lack something that is committed.</summary>
    public static Task<long> CountDueRowsAsync(this NpgsqlDataSource database)
        => database.NumberAsync("""
            SELECT count(*) FROM (SELECT window_start, partition, max(segment) + 1 AS version FROM partials GROUP BY 1, 2) AS c
            JOIN closed_windows USING (window_start)
            CROSS JOIN (VALUES (0), (1), (2)) AS k (kind)
            WHERE NOT EXISTS (
                SELECT FROM window_rows AS w CROSS JOIN unnest(w.partitions, w.versions) AS u (partition, version)
                WHERE w.window_start = c.window_start AND w.kind = k.kind AND u.partition = c.partition AND u.version >= c.version)
            """);

    /// <summary>All result rows without what may differ between runs: when and how often they were written.</summary>
    public static Task<string> DumpRowsAsync(this NpgsqlDataSource database)
        => database.DumpAsync(["content_stats", "region_health", "device_stats"], ["revision", "created_at", "updated_at"]);

    /// <summary>Alerts, without their number and the times they were written at.</summary>
    public static Task<string> DumpAlertsAsync(this NpgsqlDataSource database)
        => database.DumpAsync(["alerts"], ["id", "created_at", "updated_at"]);

    /// <summary>Rows of some tables as text, one a line, in order, without some columns.</summary>
    public static async Task<string> DumpAsync(this NpgsqlDataSource database, string[] tables, string[] without)
    {
        var left = string.Concat(without.Select(static c => $" - '{c}'"));
        var parts = tables.Select(t => $"SELECT '{t}' AS t, (to_jsonb({t}){left})::text AS row FROM {t}");
        var lines = new List<string>();
        await using var command = database.CreateCommand(
            $"SELECT t || ' ' || row FROM ({string.Join(" UNION ALL ", parts)}) AS rows ORDER BY t, row COLLATE \"C\"");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
