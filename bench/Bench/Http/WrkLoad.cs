using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Http;

/// <summary>
/// What wrk measured: requests that follow one another on each connection, so a slow answer delays the next request on it.
/// </summary>
/// <param name="Errors">Connections that failed, and answers other than 2xx and 3xx.</param>
internal sealed record WrkLoad(
    long Requests, double Seconds, double P50Ms, double P90Ms, double P99Ms, double P999Ms, double MaxMs, long Errors)
{
    public double RequestsPerSecond => Requests / Seconds;

    /// <summary>Runs bench/python/regions.lua.</summary>
    /// <param name="minute">The minute that as_of is in, such as 2026-01-31T12:30.</param>
    /// <param name="varied">Each request asks for another as_of.</param>
    /// <exception cref="InvalidOperationException">wrk is not there or failed, or a request did.</exception>
    public static async Task<WrkLoad> RunAsync(Uri address, string minute, bool varied, int connections, TimeSpan duration)
    {
        var script = Path.Combine(Repository.Root, "bench", "python", "regions.lua");
        var seconds = duration.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        using var wrk = Process.Start(new ProcessStartInfo(
            "wrk", ["-t1", FormattableString.Invariant($"-c{connections}"), $"-d{seconds}s", "-s", script, address.ToString(), "--", minute,
                varied ? "varied" : "same"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var line = output.Split('\n').LastOrDefault(static l => l.StartsWith('{'));
        var load = line is null ? null : JsonSerializer.Deserialize<WrkLoad>(line, BenchJson.Options);
        return load is { Errors: 0 } ? load : throw new InvalidOperationException($"wrk has failed, or some requests have: {output}");
    }
}
