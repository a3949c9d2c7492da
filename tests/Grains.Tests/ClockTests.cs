using StreamPulse.Core.Avro;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Operations.Replay;
using StreamPulse.Storage.Cluster;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Clocks that are wrong: of a producer, and of the log.</summary>
public sealed class ClockTests(PostgresFixture postgres)
{
    /// <summary>The log takes the events of a fast producer at the start of the minute, and those of the others after them.</summary>
    [Fact]
    public async Task AFastProducerClosesNoWindowOfOthers_AndMakesNoneOfTheirEventsLate()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await SetClockOfLogAsync(database, 5);
        await database.AppendAsync("Nowhere", 295, 296);
        await database.AppendAsync("EU-Paris", 0, 30, 59);
        await using var cluster = await TestCluster.StartAsync(database, silos: 1);
        await cluster.WaitSettledAsync(database);

        Assert.Equal(0, await database.NumberAsync("SELECT late FROM checkpoints"));
        Assert.Equal(1, await database.NumberAsync("SELECT count(*) FROM region_health WHERE region = 'EU-Paris' AND revision = 1"));
        Assert.Equal(
            1,
            await database.NumberAsync(
                $"SELECT count(*) FROM checkpoints WHERE max_bounded_time <= timestamptz '{HandMadeEvents.Start.AddSeconds(5):u}'"));
        await database.AssertVerifiedAsync();
    }

    /// <summary>A machine whose clock was a day ahead for a moment: it gave events and the log's times.</summary>
    [Fact]
    public async Task AfterTheClockOfTheLogWasADayAhead_NoEventIsLate_AndVerifyAndReplayDecideTheSame()
    {
        const double Day = 86_400;
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await using var cluster = await TestCluster.StartAsync(database, silos: 1);
        await SetClockOfLogAsync(database, 3);
        await database.AppendAsync("EU-Paris", 1, 2);
        await SetClockOfLogAsync(database, Day);
        await database.AppendAsync("EU-Paris", Day - 1, Day);
        await cluster.WaitSettledAsync(database);
        await SetClockOfLogAsync(database, 72);
        await database.AppendAsync("EU-Paris", 3, 4, 70, 71);
        await cluster.WaitSettledAsync(database);

        Assert.Equal(0, await database.NumberAsync("SELECT late FROM checkpoints"));
        Assert.Equal(1, await database.NumberAsync("SELECT count(*) FROM clock_set_backs WHERE \"offset\" = 4"));
        Assert.Equal(4, await database.NumberAsync("SELECT total_downloads FROM region_health ORDER BY window_start LIMIT 1"));
        Assert.Equal(8, (await database.AssertVerifiedAsync()).Counted);
        var replayed = await new ReplayRunner(database.Log, database.Source, AvroSchemaSet.Default)
            .RunAsync(new ReplayRange(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), isDry: true, null, default);
        Assert.Equal((4L, 0L, 0L), (replayed.Windows, replayed.Revised, replayed.Deleted));
    }

    [Fact]
    public async Task AWatermarkThatIsAhead_IsSetBack_AndWhoeverHasTheOldOneCannotStoreIt()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await database.Source.ExecuteAsync(
            "INSERT INTO pipeline_state (window_size_ms, settings, watermark) "
            + "VALUES (60000, '{}', clock_timestamp() + interval '1 day')");
        var clocks = new PostgresClocks(database.Source);
        Assert.True((await clocks.ReadAsync(default)).Watermark > DateTimeOffset.UtcNow.AddHours(23));

        Assert.True(await clocks.SetWatermarkBackAsync(default));
        Assert.False(await clocks.SetWatermarkBackAsync(default));

        var store = new PostgresWindowStore(database.Source);
        var loaded = await store.LoadAsync(default);
        Assert.InRange(loaded.WatermarkMs, 1, loaded.NowMs);
        Assert.False(await store.SaveWatermarkAsync(loaded.NowMs + 86_400_000, loaded.SetBacks - 1, default));
        Assert.True(await store.SaveWatermarkAsync(loaded.WatermarkMs + 1, loaded.SetBacks, default));
        Assert.Equal(loaded.WatermarkMs + 1, (await store.LoadAsync(default)).WatermarkMs);
    }

    /// <summary>From now on the log takes records at a time of the test's choice.</summary>
    private static Task SetClockOfLogAsync(PipelineDatabase database, double atSeconds)
        => database.Source.ExecuteAsync(
            $"""
            CREATE OR REPLACE FUNCTION clock_of_test() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                NEW.ingestion_time := timestamptz '{HandMadeEvents.Start:u}' + {atSeconds} * interval '1 second';
                RETURN NEW;
            END $$;
            CREATE OR REPLACE TRIGGER clock_of_test BEFORE INSERT ON event_log FOR EACH ROW EXECUTE FUNCTION clock_of_test();
            """);
}
