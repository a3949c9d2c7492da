using System.Text.Json;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>What a running pipeline says of its work, and what a recount says of its rows.</summary>
internal static class PipelineFigures
{
    /// <summary>
    /// Waits until all is in checkpoints, and all windows up to <paramref name="asOf"/>, which is at most an hour after the first, have
    /// rows.
    /// </summary>
    public static async Task WaitForAllAsync(Uri address, long records, long downloads, string asOf)
    {
        using var client = new HttpClient { BaseAddress = address };
        await Progress.UntilAsync("records in checkpoints", records, async () =>
        {
            var pipeline = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/pipeline", UriKind.Relative))).RootElement;
            return pipeline.GetProperty("partitions").EnumerateArray().Sum(static p => p.GetProperty("next_offset").GetInt64());
        });
        await Progress.UntilAsync("downloads in rows", downloads, async () =>
        {
            var stored = await client.GetStringAsync(new Uri("/api/stats/realtime?minutes=60&live=false&as_of=" + asOf, UriKind.Relative));
            return JsonDocument.Parse(stored).RootElement.GetProperty("total_downloads").GetInt64();
        });
    }

    /// <summary>Waits until there are rows of the minute before <paramref name="asOf"/>.</summary>
    public static async Task WaitForRowsAsync(Uri address, string asOf)
    {
        using var client = new HttpClient { BaseAddress = address };
        var stored = new Uri("/api/stats/realtime?minutes=1&live=false&as_of=" + asOf, UriKind.Relative);
        await Progress.UntilAsync(
            "rows", true,
            async () => JsonDocument.Parse(await client.GetStringAsync(stored)).RootElement.GetProperty("total_downloads").GetInt64() > 0);
    }

    /// <summary>Runs <c>verify</c>, which must find rows and no difference.</summary>
    public static async Task<JsonElement> VerifyAsync(InstanceDirectory instance, params string[] more)
    {
        var verified = await CliProcess.RunAsync(instance.Path, ["verify", "--json", .. more]);
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        var report = JsonDocument.Parse(verified.Output).RootElement;
        Assert.True(report.GetProperty("rows_compared").GetInt64() > 0);
        Assert.Equal(0, report.GetProperty("difference_count").GetInt64());
        return report;
    }
}
