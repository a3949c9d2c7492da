using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamPulse.Chaos.Target;

namespace StreamPulse.Chaos.Measure;

/// <summary>The pipeline when nothing is left to do.</summary>
/// <param name="UnbalancedPartitions">Whose records are not all accounted for.</param>
internal sealed record DrainedPipeline(long Counted, long UnbalancedPartitions);

/// <summary>Waits until all records of the log are processed and all windows have rows.</summary>
internal static class Drain
{
    /// <summary>Downloads in the kind of rows that has the fewest.</summary>
    private const string InRows = """
        SELECT least(
            (SELECT coalesce(sum(download_count), 0) FROM content_stats),
            (SELECT coalesce(sum(total_downloads), 0) FROM region_health),
            (SELECT coalesce(sum(total_downloads), 0) FROM device_stats))
        """;

    /// <summary>Rows are written before their window is closed, and count only then.</summary>
    private const string OpenWindows = """
        SELECT count(DISTINCT window_start) FROM partials AS p
        WHERE NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = p.window_start)
        """;

    /// <exception cref="ChaosException">It did not get there in time; the message says how far it came.</exception>
    public static async Task<DrainedPipeline> WaitAsync(Uri address, ChaosDatabase database, TimeSpan patience)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(10),
        };
        var begin = Stopwatch.GetTimestamp();
        var far = "no answer yet";
        while (Stopwatch.GetElapsedTime(begin) < patience)
        {
            try
            {
                using var body = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/pipeline", UriKind.Relative)));
                var totals = body.RootElement.GetProperty("totals");
                var (counted, lag) = (totals.GetProperty("counted").GetInt64(), totals.GetProperty("lag_records"));
                var (inRows, open) = (await database.NumberAsync(InRows), await database.NumberAsync(OpenWindows));
                if (lag.ValueKind == JsonValueKind.Number && lag.GetInt64() == 0 && inRows == counted && open == 0)
                {
                    return new DrainedPipeline(
                        counted, body.RootElement.GetProperty("accounting").GetProperty("unbalanced_partitions").GetArrayLength());
                }

                far = string.Create(CultureInfo.InvariantCulture, $"lag {lag}, {counted} counted, {inRows} in rows, {open} windows open");
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or Npgsql.NpgsqlException)
            {
                far = e.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        throw new ChaosException($"Not all events came into rows within {patience}: {far}.");
    }
}
