using System.Globalization;
using System.Text.Json;
using StreamPulse.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary><c>up</c> where another one works on the database, has just been killed there, or comes and goes.</summary>
public sealed class JoinTests
{
    private const int Events = 30_000;
    private const string End = "2026-01-01T00:30:00Z";

    private readonly int _port = FreePorts.Choose(1)[0];

    [Fact]
    public async Task ASecondUp_Joins_AndGoesOnWhenTheFirstIsKilled_AndAThirdJoinsThat()
    {
        await using var instance = new InstanceDirectory();
        await GenerateAsync(instance);
        await using var first = Up(instance, "--no-traffic");
        Assert.Equal(_port, (await first.WaitUpAsync()).Port);
        Assert.DoesNotContain("joined", first.Output, StringComparison.Ordinal);

        await using var second = Up(instance); // the port of its configuration is taken, and it generates nothing unless told
        var address = await second.WaitUpAsync();
        Assert.NotEqual(_port, address.Port);
        Assert.Contains("joined     a running pipeline; silos before this one: 1", second.Output, StringComparison.Ordinal);
        Assert.Contains("events     none generated", second.Output, StringComparison.Ordinal);
        await PipelineFigures.WaitForAllAsync(address, Events, Events, End);
        await RequireSameAnswersAsync(new Uri($"http://127.0.0.1:{_port}"), address);

        await first.KillAsync();
        await GenerateAsync(instance); // the same again
        await PipelineFigures.WaitForAllAsync(address, 2 * Events, 2 * Events, End);
        await RequireDownloadsAsync(address, 2 * Events);

        await using var third = Up(instance);
        Assert.Equal(_port, (await third.WaitUpAsync()).Port); // it is free again
        Assert.Contains("joined     a running pipeline; silos before this one: 1", third.Output, StringComparison.Ordinal);
        await RequireDownloadsAsync(new Uri($"http://127.0.0.1:{_port}"), 2 * Events);
        Assert.Equal(0, await second.StopAsync());
        await RequireDownloadsAsync(new Uri($"http://127.0.0.1:{_port}"), 2 * Events);
        Assert.Equal(0, await third.StopAsync());
        Assert.False(File.Exists(Path.Combine(instance.Path, "data", "postmaster.pid")), "PostgreSQL still runs.");
        Assert.Equal(2 * Events, (await PipelineFigures.VerifyAsync(instance)).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task AfterAKill_TheNextOneDoesNotWaitForTheDeadOne()
    {
        // By its heartbeats alone a silo would be found dead after forty minutes.
        var patient = new Dictionary<string, string>
        {
            ["STREAMPULSE_DeadAfter"] = "00:10:00",
            ["STREAMPULSE_Engine__IdleTimeout"] = "00:00:01",
        };
        await using var instance = new InstanceDirectory();
        await GenerateAsync(instance);
        for (var round = 0; round < 2; round++)
        {
            await using var killed = CliProcess.Start(instance.Path, patient, "up", "--no-traffic", "--port", "0");
            await killed.WaitUpAsync();
            Assert.DoesNotContain("joined", killed.Output, StringComparison.Ordinal);
            await killed.KillAsync();
        }

        await using var up = CliProcess.Start(instance.Path, patient, "up", "--no-traffic", "--port", "0");
        await PipelineFigures.WaitForAllAsync(await up.WaitUpAsync(), Events, Events, End);
        Assert.Equal(0, await up.StopAsync());
        Assert.Equal(Events, (await PipelineFigures.VerifyAsync(instance)).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task ASecondUpOnAPortThatWasGivenAndIsTaken_IsExit3()
    {
        await using var instance = new InstanceDirectory();
        await using var first = Up(instance, "--no-traffic");
        await first.WaitUpAsync();

        var port = _port.ToString(CultureInfo.InvariantCulture);
        var (code, _, error) = await CliProcess.RunAsync(instance.Path, ["up", "--port", port]);

        Assert.Equal(3, code);
        Assert.Contains($"Port {port} is in use", error, StringComparison.Ordinal);
        Assert.Equal(0, await first.StopAsync());
    }

    [Fact]
    public async Task ASecondUpOfAnotherCluster_IsRefused()
    {
        await using var instance = new InstanceDirectory();
        await using var first = Up(instance, "--no-traffic");
        await first.WaitUpAsync();

        var (code, _, error) = await CliProcess.RunAsync(
            instance.Path, ["up", "--port", "0"], new Dictionary<string, string> { ["STREAMPULSE_ClusterId"] = "other" });

        Assert.Equal(1, code);
        Assert.Contains("Silos of the cluster 'streampulse' work on this database", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private CliProcess Up(InstanceDirectory instance, params string[] more)
        => CliProcess.Start(
            instance.Path,
            new Dictionary<string, string>
            {
                ["STREAMPULSE_Port"] = _port.ToString(CultureInfo.InvariantCulture),
                ["STREAMPULSE_Engine__IdleTimeout"] = "00:00:01",
            },
            ["up", .. more]);

    private static async Task GenerateAsync(InstanceDirectory instance)
    {
        var generated = await CliProcess.RunAsync(
            instance.Path, ["generate", "--events", "30000", "--rate", "200", "--contents", "50", "--out-of-order", "0.1"]);
        Assert.True(generated.Code == 0, generated.Error);
    }

    private static async Task RequireSameAnswersAsync(Uri one, Uri other)
    {
        using var client = new HttpClient();
        await RequireDownloadsAsync(one, Events);
        await RequireDownloadsAsync(other, Events);
        foreach (var path in new[] { "/api/stats/regions?minutes=60&live=true&as_of=" + End, "/" }) // the page, where it is built
        {
            using var first = await client.GetAsync(new Uri(one, path));
            using var second = await client.GetAsync(new Uri(other, path));
            Assert.Equal(first.StatusCode, second.StatusCode);
            if (first.IsSuccessStatusCode)
                Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Waits until the live answer counts so many; each answer until then is a 503.</summary>
    private static async Task RequireDownloadsAsync(Uri address, long downloads)
    {
        using var client = new HttpClient { BaseAddress = address };
        await Progress.UntilAsync("downloads in the live answer", downloads, async () =>
        {
            using var answer = await client.GetAsync(new Uri("/api/stats/realtime?minutes=60&live=true&as_of=" + End, UriKind.Relative));
            return answer.IsSuccessStatusCode
                ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement
                    .GetProperty("total_downloads").GetInt64()
                : -1;
        });
    }
}
