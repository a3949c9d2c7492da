using StreamPulse.Log.Kafka;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Testing;

namespace StreamPulse.Standalone.Tests.Kafka;

/// <summary>From a topic to rows: the same rows as from the embedded log, whatever happens on the way.</summary>
public sealed class KafkaPipelineTests(PostgresFixture postgres)
{
    private const int Events = 60_000; // 20 minutes of event time

    private static readonly GeneratorOptions Golden = new()
    {
        Seed = 43,
        EventsPerSecond = 50,
        StartEventTime = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Contents = 30,
        Users = 500,
        OutOfOrderShare = 0.1,
        LateShare = 0.01,
        MinLate = TimeSpan.FromMinutes(5),
        MaxLate = TimeSpan.FromMinutes(30),
    };

    [Theory]
    [InlineData(KafkaReadPath.Batch)]
    [InlineData(KafkaReadPath.Managed)]
    public async Task A_topic_gives_the_rows_that_the_embedded_log_gives(KafkaReadPath path)
    {
        await using var embedded = await EngineRun.CreateAsync(postgres);
        await embedded.GenerateAsync(Golden, Events);
        await embedded.ProcessAsync();
        await using var kafka = await KafkaRun.CreateAsync(postgres, path);
        await kafka.GenerateAsync(Golden, Events);

        await kafka.ProcessAsync();

        Assert.Equal(path, kafka.Log.ReadPath);
        var report = await kafka.AssertNoDifferencesAsync();
        Assert.Equal(Events, report.Counted + report.Late);
        Assert.True(report.Late > 0);
        Assert.Equal(await embedded.DumpAsync(), await EngineRun.DumpAsync(kafka.Database));
    }

    [Fact]
    public async Task Stopped_and_started_and_its_checkpoint_set_back_three_times_the_rows_are_the_same()
    {
        await using var straight = await KafkaRun.CreateAsync(postgres);
        await straight.GenerateAsync(Golden, Events);
        await straight.ProcessAsync();
        await using var broken = await KafkaRun.CreateAsync(postgres);
        await broken.GenerateAsync(Golden, Events);

        for (var i = 1; i <= 3; i++)
        {
            await ProcessUntilAsync(broken, Events * ((2 * i) - 1) / 8);
            await broken.Database.ExecuteAsync(
                "CREATE TABLE kept_checkpoints AS TABLE checkpoints; CREATE TABLE kept_partials AS TABLE partials");
            await ProcessUntilAsync(broken, Events * 2 * i / 8);
            await broken.Database.ExecuteAsync(
                """
                TRUNCATE checkpoints, partials;
                INSERT INTO checkpoints TABLE kept_checkpoints;
                INSERT INTO partials TABLE kept_partials;
                DROP TABLE kept_checkpoints, kept_partials;
                """);
        }

        await broken.ProcessAsync();

        await broken.AssertNoDifferencesAsync();
        Assert.Equal(await EngineRun.DumpAsync(straight.Database), await EngineRun.DumpAsync(broken.Database));
    }

    [Fact]
    public async Task Without_a_broker_the_engine_says_so_and_goes_on_when_it_is_back()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        await run.GenerateAsync(Golden, Events / 2);
        run.Broker.SetDown(1);
        await using var engine = run.NewEngine();
        await engine.StartAsync(default);
        Assert.Equal(EngineState.LogAway, engine.State);

        run.Broker.SetUp(1);
        await Progress.UntilAsync("the engine counts", true, async () => await CountedAsync(run) > 1000);
        run.Broker.SetDown(1);
        await Progress.UntilAsync("the engine notices", EngineState.LogAway, () => Task.FromResult(engine.State));
        run.Broker.SetUp(1);
        await Progress.UntilAsync("the engine runs", EngineState.Running, () => Task.FromResult(engine.State));
        await run.WaitProcessedAsync();
        await engine.StopAsync();

        var report = await run.AssertNoDifferencesAsync();
        Assert.Equal(Events / 2, report.Counted + report.Late);
    }

    [Fact]
    public async Task Records_trimmed_below_the_checkpoint_stop_the_engine_or_are_a_recorded_gap_as_it_was_told()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        await run.GenerateAsync(Golden, 3_000);
        await run.ProcessAsync();
        await run.GenerateAsync(Golden with { Seed = 44, StartEventTime = Golden.StartEventTime.AddMinutes(5) }, 10_000);
        var partition = (await run.Log.GetPartitionsAsync(default)).MaxBy(static p => p.EndOffset)!;
        var next = await run.NumberAsync($"SELECT next_offset FROM checkpoints WHERE partition = {partition.Partition}");
        run.Broker.DeleteRecords(run.Options.Topic, partition.Partition, partition.EndOffset - 1);
        var earliest = (await run.Log.GetPartitionsAsync(default))[partition.Partition].EarliestOffset;
        Assert.True(earliest > next, $"earliest {earliest}, checkpoint {next}");

        await using (var engine = run.NewEngine())
        {
            await engine.StartAsync(default);
            var error = await Assert.ThrowsAnyAsync<Exception>(() => engine.Ended);
            Assert.Contains($"{earliest - next}", error.Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal(EngineState.Failed, engine.State);
        }

        await run.ProcessAsync(EngineRun.Quick with { OnTrimmed = TrimmedLogPolicy.SkipToEarliest });
        Assert.Equal(earliest - next, await run.NumberAsync("SELECT sum(to_offset - from_offset)::bigint FROM log_gaps"));
        Assert.Equal(earliest - next, await run.NumberAsync("SELECT sum(missing)::bigint FROM checkpoints"));
    }

    [Fact]
    public async Task Committed_offsets_at_the_broker_follow_the_checkpoints()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        await run.GenerateAsync(Golden, 5_000);
        await run.ProcessAsync();
        await run.Log.DisposeAsync(); // commits what is left

        using var consumer = new Confluent.Kafka.ConsumerBuilder<Confluent.Kafka.Ignore, Confluent.Kafka.Ignore>(
            KafkaClientConfig.Consumer(run.Options)).Build();
        var committed = consumer.Committed(
            Enumerable.Range(0, 6).Select(p => new Confluent.Kafka.TopicPartition(run.Options.Topic, p)), TimeSpan.FromSeconds(10));

        Assert.Equal(5_000, committed.Sum(static c => Math.Max(0, c.Offset.Value)));
    }

    private static Task<long> CountedAsync(KafkaRun run) => run.NumberAsync("SELECT coalesce(sum(counted), 0)::bigint FROM checkpoints");

    private static async Task ProcessUntilAsync(KafkaRun run, long counted)
    {
        await using var engine = run.NewEngine();
        await engine.StartAsync(default);
        await Progress.UntilAsync($"{counted} events counted", true, async () => await CountedAsync(run) >= counted);
        await engine.StopAsync();
    }
}
