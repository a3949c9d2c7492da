using System.Buffers;
using Confluent.Kafka;
using StreamPulse.Core.Avro;
using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Kafka;

/// <summary>From a topic to rows: the same rows as from the embedded log, whatever happens on the way.</summary>
public sealed class KafkaPipelineTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(KafkaReadPath.Batch)]
    [InlineData(KafkaReadPath.Managed)]
    public async Task A_topic_gives_the_rows_that_the_embedded_log_gives(KafkaReadPath path)
    {
        await using var run = await KafkaRun.CreateAsync(postgres, path);
        await run.GenerateAsync(GoldenTraffic.Options, Golden.Events);

        await run.ProcessAsync();

        Assert.Equal(path, run.Log.ReadPath);
        var report = await run.AssertVerifiedAsync();
        Assert.Equal(Golden.Events, report.Counted + report.Late);
        Assert.True(report.Late > 0);
        Assert.Equal(await Golden.RowsAsync(postgres), await run.Database.DumpRowsAsync());
    }

    [Fact]
    public async Task Stopped_and_started_and_its_checkpoints_set_back_twice_the_rows_are_the_same()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, Golden.Events);

        for (var i = 1; i <= 2; i++)
        {
            await run.ProcessUntilAsync(Golden.Events * ((2 * i) - 1) / 6);
            await run.Database.ExecuteAsync(
                """
                CREATE TABLE kept_checkpoints AS TABLE checkpoints;
                CREATE TABLE kept_partials AS TABLE partials;
                CREATE TABLE kept_rows AS TABLE window_rows;
                """);
            await run.ProcessUntilAsync(Golden.Events * 2 * i / 6);
            await run.Database.ExecuteAsync(
                """
                TRUNCATE checkpoints, partials, window_rows;
                INSERT INTO checkpoints TABLE kept_checkpoints;
                INSERT INTO partials TABLE kept_partials;
                INSERT INTO window_rows TABLE kept_rows;
                DROP TABLE kept_checkpoints, kept_partials, kept_rows;
                """);
        }

        await run.ProcessAsync();

        await run.AssertVerifiedAsync();
        Assert.Equal(await Golden.RowsAsync(postgres), await run.Database.DumpRowsAsync());
    }

    [Fact]
    public async Task A_producers_clock_decides_nothing_and_a_record_from_the_future_takes_no_other_along()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        var now = DateTimeOffset.UtcNow;
        var start = now.AddMinutes(-10);
        var downloads = new DownloadGenerator(GoldenTraffic.Options with { StartEventTime = start, OutOfOrderShare = 0, LateShare = 0 });
        using (var producer = new ProducerBuilder<byte[], byte[]>(KafkaClientConfig.Producer(run.Kafka)).Build())
        {
            for (var i = 0; i < 300; i++)
            {
                // The clock of one producer in three is a day slow, of another an hour fast, and three events have such a time too.
                var clock = (i % 3) switch { 0 => now.AddDays(-1), 1 => now.AddHours(1), _ => now };
                var e = downloads.Next();
                if (i % 100 == 49)
                    e = e with { EventTimeMs = now.AddHours(1).ToUnixTimeMilliseconds() };
                var value = new ArrayBufferWriter<byte>();
                AvroEventWriter.Write(e, value);
                producer.Produce(
                    new TopicPartition(run.Kafka.Topic, 0),
                    new Message<byte[], byte[]>
                    {
                        Key = [1],
                        Value = value.WrittenSpan.ToArray(),
                        Timestamp = new Timestamp(clock.UtcDateTime, TimestampType.CreateTime),
                    });
            }

            producer.Flush();
        }

        await run.ProcessAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal((297, 0, 3), (report.Counted, report.Late, report.DeadLettered));
        Assert.Equal(3L, await run.Database.NumberAsync("SELECT count(*) FROM dead_letters WHERE reason = 'event_time_in_future'"));
        var replayed = await run.ReplayAsync();
        Assert.Equal((0, 0), (replayed.Revised, replayed.Deleted));
        Assert.True(replayed.Windows > 0);

        // Both take the decision from where it was kept: without it they count the records.
        await run.Database.ExecuteAsync("DELETE FROM dead_letters");
        Assert.Equal(0, (await run.VerifyAsync()).DeadLettered);
    }

    [Fact]
    public async Task Without_a_broker_the_pipeline_says_so_and_goes_on_when_it_is_back()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, Golden.Events / 2);
        run.Broker.SetDown(1);
        await using var up = await UpRun.StartAsync(run);
        Assert.Equal(("log_away", false), await up.HealthAsync());

        run.Broker.SetUp(1);
        await Progress.UntilAsync("the pipeline counts", true, async () => await CountedAsync(run) > 1000);
        run.Broker.SetDown(1);
        await Progress.UntilAsync("health", ("log_away", false), up.HealthAsync);
        run.Broker.SetUp(1);
        await Progress.UntilAsync("health", ("running", true), up.HealthAsync);
        await run.WaitProcessedAsync();
        await up.StopAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal(Golden.Events / 2, report.Counted + report.Late);
    }

    [Fact]
    public async Task Records_trimmed_below_the_checkpoint_block_the_partition_or_are_a_recorded_gap_as_it_was_told()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, 3_000);
        await run.ProcessAsync();
        var later = GoldenTraffic.Options.StartEventTime.AddMinutes(5);
        await run.GenerateAsync(GoldenTraffic.Options with { Seed = 44, StartEventTime = later }, 10_000);
        var partition = (await run.Log.GetPartitionsAsync(default)).MaxBy(static p => p.EndOffset)!;
        var next = (await run.Database.ReadCheckpointsAsync())[partition.Partition];
        run.Broker.DeleteRecords(run.Kafka.Topic, partition.Partition, partition.EndOffset - 1);
        var earliest = (await run.Log.GetPartitionsAsync(default))[partition.Partition].EarliestOffset;
        Assert.True(earliest > next, $"earliest {earliest}, checkpoint {next}");

        await using (var silo = await run.StartAsync())
        {
            Assert.Contains(
                $"{earliest - next} records were deleted", await silo.WaitProblemAsync(PipelineProblemKind.Blocked),
                StringComparison.Ordinal);
            Assert.Equal(next, (await run.Database.ReadCheckpointsAsync())[partition.Partition]);
        }

        await run.ProcessAsync(PipelineRun.Quick with { SkipLostRecords = true });
        Assert.Equal(earliest - next, await run.Database.NumberAsync("SELECT sum(to_offset - from_offset) FROM log_gaps"));
        Assert.Equal(earliest - next, await run.Database.NumberAsync("SELECT sum(missing) FROM checkpoints"));
    }

    [Fact]
    public async Task Committed_offsets_at_the_broker_follow_the_checkpoints()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, 5_000);
        await run.ProcessAsync();

        using var consumer = new ConsumerBuilder<Ignore, Ignore>(KafkaClientConfig.Consumer(run.Kafka)).Build();
        var committed = consumer.Committed(
            Enumerable.Range(0, 6).Select(p => new TopicPartition(run.Kafka.Topic, p)), TimeSpan.FromSeconds(10));

        Assert.Equal(5_000, committed.Sum(static c => Math.Max(0, c.Offset.Value)));
    }

    private static Task<long> CountedAsync(KafkaRun run)
        => run.Database.NumberAsync("SELECT coalesce(sum(counted), 0) FROM checkpoints");
}
