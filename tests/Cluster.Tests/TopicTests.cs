using System.Net.Http.Json;
using StreamPulse.Cli.Tests;
using StreamPulse.Cli.Tests.Kafka;
using StreamPulse.Log.Kafka.DeadLetters;

namespace StreamPulse.Cluster.Tests;

/// <summary>A cluster of real processes over a Kafka topic.</summary>
public sealed class TopicTests : IAsyncDisposable
{
    private const int Events = 10_000;
    private static readonly byte[] Poison = [0xff, 0x00, 0xc3, 0x28, .. "no event"u8];

    private readonly InstanceDirectory _instance = new();
    private readonly Broker _broker = new();

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        _broker.Dispose();
    }

    [Fact]
    public async Task SilosReadTheTopic_AlsoWhenOneIsKilled_PoisonGoesToTheDeadLetterTopic_AndTheGatewayAppends()
    {
        await GenerateAsync();
        await _broker.ProduceAsync(("EU-Paris"u8.ToArray(), Poison));
        await using (var cluster = await ClusterProcess.StartAsync(_instance, silos: 2, "--kafka", _broker.Mock.BootstrapServers))
        {
            await cluster.ReplaceAsync(cluster.ProcessOf(2), "KILL");
            await GenerateAsync();
            await PostAsync(cluster.Address);
            await PipelineFigures.WaitForAllAsync(cluster.Address, (2 * Events) + 2, (2 * Events) + 1, "2026-01-01T00:30:00Z");

            var letter = _broker.Read(Broker.DeadLetterTopic, 1, 1)[0].Message;
            Assert.Equal(Poison, letter.Value);
            Assert.Equal("undecodable_avro"u8.ToArray(), letter.Headers.GetLastBytes(DeadLetterHeaders.Reason));
            Assert.Equal(0, await cluster.StopAsync());
        }

        var report = await PipelineFigures.VerifyAsync(_instance, "--kafka", _broker.Mock.BootstrapServers);
        Assert.Equal((2 * Events) + 2, report.GetProperty("records").GetInt64());
        Assert.Equal(1, report.GetProperty("dead_lettered").GetInt64());
    }

    private async Task GenerateAsync()
    {
        var generated = await CliProcess.RunAsync(
            _instance.Path,
            [
                "generate", "--to", "kafka", "--kafka", _broker.Mock.BootstrapServers, "--events", "10000", "--rate", "50", "--contents",
                "30"]);
        Assert.True(generated.Code == 0, generated.Error);
    }

    private static async Task PostAsync(Uri gateway)
    {
        using var client = new HttpClient { BaseAddress = gateway };
        using var answer = await client.PostAsJsonAsync(new Uri("/api/events", UriKind.Relative), new
        {
            event_id = Guid.NewGuid(),
            timestamp = "2026-01-01T00:02:30Z",
            user_id = "u1",
            content = new { content_id = "posted", title = "Posted", type = "movie", category = "test", size_mb = 1, price = 0 },
            download = new { status = "success", duration_seconds = 1, speed_mbps = 1 },
            user_context = new { region = "EU-Paris", city = "Paris", device = "TV", os_version = "1", connection_type = "wifi" },
        });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }
}
