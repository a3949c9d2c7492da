using System.Globalization;
using System.Text.Json;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>
/// <c>up --kafka</c> as a process, killed hard and without its broker; afterwards every row is as if nothing had happened.
/// </summary>
public sealed class UpFromTopicTests : IAsyncDisposable
{
    private const int Events = 60_000;

    private readonly InstanceDirectory _instance = new();
    private readonly Broker _broker = new();

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        _broker.Dispose();
    }

    [Fact]
    public async Task KilledManyTimes_VerifyReadsTheTopicAndFindsNoDifference_AndReplayNothingToRevise()
    {
        await GenerateAsync(Events);
        var random = new Random(20261121);
        for (var round = 0; round < 3; round++)
        {
            await using var up = Up();
            await up.WaitUpAsync();
            await Task.Delay(random.Next(0, 250)); // a random moment of the work
            await up.KillAsync();
        }

        await using (var last = Up())
        {
            var address = await last.WaitUpAsync();
            Assert.Contains($"Kafka topic {Broker.Topic} at {_broker.Mock.BootstrapServers}", last.Output, StringComparison.Ordinal);
            Assert.Contains("none generated", last.Output, StringComparison.Ordinal);
            await WaitForAllAsync(address, Events);
            await PipelineFigures.WaitForRowsAsync(address, "2026-01-01T00:01:00Z");
            Assert.Equal(0, await last.StopAsync());
        }

        var verified = await RunAsync("verify", "--json");
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        var report = JsonDocument.Parse(verified.Output).RootElement;
        Assert.Equal(Events, report.GetProperty("records").GetInt64());
        Assert.Equal(Events, report.GetProperty("counted").GetInt64() + report.GetProperty("late").GetInt64());
        Assert.True(report.GetProperty("rows_compared").GetInt64() > 0);
        var replayed = await RunAsync("replay", "--json");
        Assert.True(replayed.Code == 0, replayed.Error);
        Assert.Equal(0, JsonDocument.Parse(replayed.Output).RootElement.GetProperty("revised").GetInt64());
        Assert.True(JsonDocument.Parse(replayed.Output).RootElement.GetProperty("rows").GetInt64() > 0);

        await LagIsShownAsync();
    }

    [Fact]
    public async Task WithoutItsBroker_ItStartsAndSaysSo_AndGoesOnWhenTheBrokerComes()
    {
        await GenerateAsync(500);
        _broker.Mock.SetDown(1);
        await using var up = Up();
        using var client = new HttpClient { BaseAddress = await up.WaitUpAsync() };
        await Progress.UntilAsync(
            "the pipeline's word on its log", false,
            async () => (await PipelineAsync(client)).GetProperty("log").GetProperty("reachable").GetBoolean());

        _broker.Mock.SetUp(1);

        await WaitForAllAsync(client.BaseAddress!, 500);
        Assert.Equal(0, await up.StopAsync());
    }

    /// <summary>Events without an engine are lag, with the age of the first of them; an engine takes it away.</summary>
    private async Task LagIsShownAsync()
    {
        await GenerateAsync(90);
        var described = await RunAsync("describe", "--live");
        Assert.True(described.Code == 0, described.Error);
        var lag = JsonDocument.Parse(described.Output).RootElement.GetProperty("lag").EnumerateArray().ToList();
        Assert.Equal(Broker.Partitions, lag.Count);
        Assert.Equal(90, lag.Sum(p => p.GetProperty("events").GetInt64()));
        Assert.Equal(Events + 90, lag.Sum(p => p.GetProperty("end_offset").GetInt64()));
        Assert.All(lag, p => Assert.Equal(p.GetProperty("events").GetInt64() > 0, p.GetProperty("seconds").GetDouble() > 0));
    }

    private CliProcess Up() => CliProcess.Start(_instance.Path, "up", "--port", "0", "--kafka", _broker.Mock.BootstrapServers);

    private async Task GenerateAsync(int events)
    {
        var generated = await RunAsync(
            "generate", "--to", "kafka", "--events", events.ToString(CultureInfo.InvariantCulture), "--rate", "200", "--contents", "50",
            "--out-of-order", "0.1", "--late", "0.01");
        Assert.True(generated.Code == 0, generated.Error);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
        => CliProcess.RunAsync(_instance.Path, [.. arguments, "--kafka", _broker.Mock.BootstrapServers]);

    private static async Task WaitForAllAsync(Uri address, int events)
    {
        using var client = new HttpClient { BaseAddress = address };
        await Progress.UntilAsync("records committed", (long)events, async () =>
            (await PipelineAsync(client)).GetProperty("partitions").EnumerateArray().Sum(p => p.GetProperty("next_offset").GetInt64()));
    }

    private static async Task<JsonElement> PipelineAsync(HttpClient client)
        => JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/pipeline", UriKind.Relative))).RootElement;
}
