using StreamPulse.Core.Avro;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Log.Kafka;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Grains.Tests;

/// <summary>A topic at librdkafka's mock cluster as the log.</summary>
public sealed class KafkaTests(PostgresFixture postgres)
{
    [Fact]
    public async Task ATopic_OnTwoSilosOfWhichOneIsKilled_GivesTheEmbeddedLogsRows()
    {
        const int Events = 30_000;
        await using var embedded = await PipelineDatabase.CreateAsync(postgres);
        await embedded.GenerateAsync(GoldenTraffic.Options, Events);
        await embedded.ProcessOnOneSiloAsync();
        using var broker = MockKafka.Start();
        var kafka = new KafkaOptions
        {
            BootstrapServers = broker.BootstrapServers,
            RequestTimeout = TimeSpan.FromSeconds(2),
            Properties = new Dictionary<string, string> { ["consumer.fetch.wait.max.ms"] = "5" },
        };
        broker.CreateTopic(kafka.Topic, 6);
        await using (var log = KafkaEventLog.Open(kafka))
            await LogFill.GenerateAsync(log, GoldenTraffic.Options, Events);
        await using var database = await PipelineDatabase.CreateForTopicAsync(postgres);

        await using var cluster = await TestCluster.StartAsync(database, silos: 2, kafka: kafka);
        await Progress.UntilAsync(
            "some records in checkpoints", true,
            async () => await database.NumberAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints") > 2_000);
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        await cluster.WaitSettledAsync(Events);

        Assert.Equal(await embedded.DumpRowsAsync(), await database.DumpRowsAsync());
        Assert.Equal(await embedded.DumpSideOutputsAsync(), await database.DumpSideOutputsAsync());
        var report = await new Verifier(database.Source, new KafkaRawLog(kafka), AvroSchemaSet.Default).RunAsync(null, default);
        Assert.Equal((0L, (long)Events), (report.DifferenceCount, report.Counted + report.Late));
    }
}
