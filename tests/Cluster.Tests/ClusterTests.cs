using System.Diagnostics;
using System.Text.Json;
using StreamPulse.Cli.Tests;
using StreamPulse.Testing;

namespace StreamPulse.Cluster.Tests;

/// <summary>A cluster of real processes, as people start it.</summary>
public sealed class ClusterTests
{
    private const int Events = 10_000;

    [Fact]
    public async Task ASiloKilledHard_IsStartedAgain_NoRowIsWrong_AndAStopLeavesNothingBehind()
    {
        await using var instance = new InstanceDirectory();
        await GenerateAsync(instance);
        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 2))
        {
            var killed = cluster.ProcessOf(1);
            Process.GetProcessById(killed).Kill();
            var other = await CliProcess.RunAsync(instance.Path, ["up", "--no-simulation", "--port", "0"]);
            Assert.Equal(1, other.Code);
            Assert.Contains("already works on this database", other.Error, StringComparison.Ordinal);

            await cluster.WaitSaidAsync($"silo 1 (process {killed}) ended with exit code 137; starting it again");
            await cluster.WaitSaidAsync("silo 1 runs again as process ");
            await GenerateAsync(instance); // the same again: the new silo has work too
            await WaitForAllAsync(cluster.Address, 2 * Events);

            Assert.Equal(0, await cluster.StopAsync());
            Assert.Equal(4, cluster.Children.Count); // a gateway, two silos, and the one that came after
            Assert.DoesNotContain(cluster.Children, ClusterProcess.IsRunning);
            Assert.False(File.Exists(Path.Combine(instance.Path, "data", "postmaster.pid")), "PostgreSQL still runs.");
        }

        var verified = await CliProcess.RunAsync(instance.Path, ["verify", "--json"]);
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        var report = JsonDocument.Parse(verified.Output).RootElement;
        Assert.Equal(2 * Events, report.GetProperty("records").GetInt64());
        Assert.Equal(2 * Events, report.GetProperty("counted").GetInt64() + report.GetProperty("late").GetInt64());
        Assert.True(report.GetProperty("rows_compared").GetInt64() > 0);
        Assert.Equal(0, report.GetProperty("difference_count").GetInt64());
    }

    [Fact]
    public async Task WhenTheVerbIsKilledHard_ItsChildrenStop_AndWhenAllAreTheNextOneComesUpAllTheSame()
    {
        await using var instance = new InstanceDirectory();
        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 1))
        {
            Assert.All(cluster.Children, static child => Assert.True(ClusterProcess.IsRunning(child)));
            await cluster.KillAsync();
            await cluster.WaitNoChildAsync();
        }

        await using (var cluster = await ClusterProcess.StartAsync(instance, silos: 2))
        {
            await cluster.KillAsync();
            cluster.KillChildren(); // the membership table still calls them living
            await cluster.WaitNoChildAsync();
        }

        await using var next = await ClusterProcess.StartAsync(instance, silos: 2);
        Assert.Equal(0, await next.StopAsync());
    }

    private static async Task GenerateAsync(InstanceDirectory instance)
    {
        var generated = await CliProcess.RunAsync(instance.Path, ["generate", "--events", "10000", "--rate", "50", "--contents", "30", "--out-of-order", "0.1"]);
        Assert.True(generated.Code == 0, generated.Error);
    }

    /// <summary>Waits until all is counted and all windows have rows.</summary>
    private static async Task WaitForAllAsync(Uri address, long events)
    {
        using var client = new HttpClient { BaseAddress = address };
        await Progress.UntilAsync("records in checkpoints", events, async () =>
        {
            var pipeline = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/pipeline", UriKind.Relative))).RootElement;
            return pipeline.GetProperty("partitions").EnumerateArray().Sum(static p => p.GetProperty("next_offset").GetInt64());
        });
        await Progress.UntilAsync("downloads in rows", events, async () =>
        {
            var stored = await client.GetStringAsync(new Uri("/api/stats/realtime?minutes=60&live=false&as_of=2026-01-01T00:30:00Z", UriKind.Relative));
            return JsonDocument.Parse(stored).RootElement.GetProperty("total_downloads").GetInt64();
        });
    }
}
