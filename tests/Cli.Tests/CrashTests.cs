using System.Globalization;
using System.Text.Json;

namespace StreamPulse.Cli.Tests;

/// <summary>Real processes, killed hard at random moments; afterwards every row is as if nothing had happened.</summary>
public sealed class CrashTests
{
    private const int Events = 150_000;

    [Fact]
    public async Task KilledManyTimes_AndPostgreSqlTwice_VerifyFindsNoDifference_AndAnAlteredRowIsNamed()
    {
        await using var instance = new InstanceDirectory();
        await GenerateAsync(instance);
        var random = new Random(20261121);
        for (var round = 0; round < 4; round++)
        {
            await using var up = CliProcess.Start(instance.Path, "up", "--no-traffic", "--port", "0");
            await up.WaitUpAsync();
            await Task.Delay(random.Next(0, 250)); // a random moment of the work
            if (round is 1 or 3)
                await instance.StopServerImmediateAsync();
            await up.KillAsync();
        }

        await using (var last = CliProcess.Start(instance.Path, "up", "--no-traffic", "--port", "0"))
        {
            var address = await last.WaitUpAsync();
            await WaitForAllAsync(address);
            await PipelineFigures.WaitForRowsAsync(address, "2026-01-01T00:02:00Z");
            Assert.Equal(0, await last.StopAsync());
        }

        var verified = await CliProcess.RunAsync(instance.Path, ["verify", "--json"]);
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        var report = JsonDocument.Parse(verified.Output).RootElement;
        Assert.Equal(Events, report.GetProperty("records").GetInt64());
        Assert.Equal(Events, report.GetProperty("counted").GetInt64() + report.GetProperty("late").GetInt64());
        Assert.True(report.GetProperty("rows_compared").GetInt64() > 0);

        var altered = await CliProcess.RunAsync(
            instance.Path,
            [
                "psql", "-q", "--", "-c",
                "UPDATE region_health SET total_downloads = total_downloads + 1 "
                + "WHERE region = 'EU-Paris' AND window_start = '2026-01-01T00:01:00Z'",
            ]);
        Assert.True(altered.Code == 0, altered.Error);
        var found = await CliProcess.RunAsync(instance.Path, ["verify"]);
        Assert.Equal(1, found.Code);
        Assert.Contains("region_health EU-Paris 2026-01-01T00:01:00Z total_downloads", found.Output, StringComparison.Ordinal);
    }

    private static async Task GenerateAsync(InstanceDirectory instance)
    {
        var generated = await CliProcess.RunAsync(
            instance.Path,
            [
                "generate", "--events", Events.ToString(CultureInfo.InvariantCulture), "--rate", "200", "--contents", "50",
                "--out-of-order", "0.1", "--late", "0.01",
            ]);
        Assert.True(generated.Code == 0, generated.Error);
    }

    private static async Task WaitForAllAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var pipeline = JsonDocument.Parse(
                await client.GetStringAsync(new Uri("/api/pipeline", UriKind.Relative), deadline.Token)).RootElement;
            var done = pipeline.GetProperty("partitions").EnumerateArray().Sum(p => p.GetProperty("next_offset").GetInt64());
            if (done == Events)
                return;
            await Task.Delay(100, deadline.Token);
        }
    }
}
