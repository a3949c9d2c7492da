using Npgsql;
using StreamPulse.Core.Results;
using StreamPulse.Core.Sketches;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>
/// Rows in the database and in snapshots. Windows are one minute long and named by how many minutes before noon they start.
/// </summary>
internal static class Seed
{
    /// <summary>The hosts' clock: 30 seconds after noon, so that the window of minute 0 is the latest of every range.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 30, TimeSpan.Zero);

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Percentiles NoPercentiles = new(null, null, null);

    public static DateTimeOffset Start(int minutesBeforeNoon) => Noon.AddMinutes(-minutesBeforeNoon);

    public static WindowRange Window(int minutesBeforeNoon)
    {
        var start = Start(minutesBeforeNoon).ToUnixTimeMilliseconds();
        return new WindowRange(start, start + 60_000);
    }

    public static Task StateAsync(this NpgsqlDataSource database, DateTimeOffset? watermark)
        => database.ExecuteAsync(
            """
            INSERT INTO pipeline_state (watermark, window_size_ms, settings) VALUES ($1, 60000, '{"OutOfOrdernessMs": 5000}')
            ON CONFLICT (only_row) DO UPDATE SET watermark = excluded.watermark
            """,
            watermark is { } w ? w.UtcDateTime : DBNull.Value);

    public static Task ContentAsync(
        this NpgsqlDataSource database, string id, int minute, long successful, long failed, string? title = null)
        => database.ExecuteAsync(
            """
            INSERT INTO content_stats (content_id, window_start, window_end, title, download_count, successful_downloads, failed_downloads,
                cancelled_downloads, total_size_gb, unique_users)
            VALUES ($1, $2, $2 + interval '1 minute', $3, $4, $5, $6, 0, 1, 1)
            """,
            id, Start(minute).UtcDateTime, title ?? id, successful + failed, successful, failed);

    public static Task RegionAsync(
        this NpgsqlDataSource database, string region, int minute, long successful, long failed, double? speed = null, long speedCount = 0,
        double? duration = null)
        => database.ExecuteAsync(
            """
            INSERT INTO region_health (region, window_start, window_end, total_downloads, successful_downloads, failed_downloads,
                cancelled_downloads, success_rate, avg_speed_mbps, speed_count, avg_duration_seconds, total_size_gb, error_counts)
            VALUES ($1, $2, $2 + interval '1 minute', $3, $4, $5, 0, $6, $7, $8, $9, 1, '{}')
            """,
            region, Start(minute).UtcDateTime, successful + failed, successful, failed, (double)successful / (successful + failed),
            speed ?? (object)DBNull.Value, speedCount, duration ?? (object)DBNull.Value);

    public static Task DeviceAsync(
        this NpgsqlDataSource database, string device, string os, int minute, long successful, long failed, double? speed = null,
        long speedCount = 0)
        => database.ExecuteAsync(
            """
            INSERT INTO device_stats (device, os_version, window_start, window_end, total_downloads, successful_downloads, failed_downloads,
                cancelled_downloads, avg_speed_mbps, speed_count, total_size_gb)
            VALUES ($1, $2, $3, $3 + interval '1 minute', $4, $5, $6, 0, $7, $8, 1)
            """,
            device, os, Start(minute).UtcDateTime, successful + failed, successful, failed, speed ?? (object)DBNull.Value, speedCount);

    public static Task AlertAsync(
        this NpgsqlDataSource database, string type, string severity, string? region, int minute, DateTimeOffset createdAt,
        bool acknowledged = false)
        => database.ExecuteAsync(
            """
            INSERT INTO alerts (
                alert_type, severity, message, region, metric_name, metric_value, threshold_value, window_start, last_window_start,
                sample_size, created_at, acknowledged)
            VALUES ($1, $2, 'message of ' || $1, $3, 'success_rate', 0.84, 0.9, $4, $4, 50, $5, $6)
            """,
            type, severity, region ?? (object)DBNull.Value, Start(minute).UtcDateTime, createdAt.UtcDateTime, acknowledged);

    /// <summary>Gives a region's window a sketch of durations, as the sink writes it.</summary>
    public static Task DurationsAsync(this NpgsqlDataSource database, string region, int minute, params double[] seconds)
        => database.ExecuteAsync(
            "UPDATE region_health SET duration_sketch = $3 WHERE region = $1 AND window_start = $2", region, Start(minute).UtcDateTime,
            Sketch(seconds));

    public static byte[] Sketch(params double[] seconds)
    {
        var sketch = new QuantileSketch();
        foreach (var value in seconds)
            sketch.Add(QuantileSketch.BucketOf(value));
        return SketchBytes.Write(sketch);
    }

    public static ContentWindowRow LiveContent(string id, int minute, long successful, long failed, string? title = null)
        => new(id, title ?? id, Window(minute), successful + failed, successful, failed, 0, 1, 1, NoPercentiles, NoPercentiles);

    public static RegionWindowRow LiveRegion(
        string region, int minute, long successful, long failed, double? speed = null, long speedCount = 0, double? duration = null)
        => new(region, Window(minute), successful + failed, successful, failed, 0, (double)successful / (successful + failed),
            speed, speedCount, duration, 1, speed, speed, NoPercentiles, NoPercentiles, []);

    public static DeviceWindowRow LiveDevice(
        string device, string os, int minute, long successful, long failed, double? speed = null, long speedCount = 0)
        => new(device, os, Window(minute), successful + failed, successful, failed, 0, speed, speedCount, 1);

    /// <summary>A snapshot whose open windows are those of its rows.</summary>
    public static LiveSnapshot Snapshot(
        DateTimeOffset? watermark, IReadOnlyList<ContentWindowRow>? contents = null, IReadOnlyList<RegionWindowRow>? regions = null,
        IReadOnlyList<DeviceWindowRow>? devices = null)
    {
        var open = (contents ?? []).Select(row => row.Window).Concat((regions ?? []).Select(row => row.Window))
            .Concat((devices ?? []).Select(row => row.Window))
            .Distinct().OrderBy(window => window.StartMs).ToList();
        return new LiveSnapshot(Now, watermark, open, contents ?? [], regions ?? [], devices ?? []);
    }
}
