using StreamPulse.Core.Windows;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Standalone.Tests;

public sealed class EngineLifeTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Traffic = new() { Seed = 11, EventsPerSecond = 100 };

    [Fact]
    public async Task ConnectionsCutInTheMiddle_NothingIsLostOrCountedTwice()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await using var engine = run.NewEngine();
        await engine.StartAsync(default);
        for (var i = 0; i < 10; i++)
        {
            await run.GenerateAsync(
                Traffic with { Seed = (ulong)i, StartEventTime = Traffic.StartEventTime.AddSeconds(i * 20) }, 2_000);
            await CutConnectionsAsync(run);
        }

        await run.WaitProcessedAsync();
        await engine.StopAsync();
        run.Database.Clear(); // connections of the pool that were cut and not used since

        await run.AssertNoDifferencesAsync();
        Assert.Equal(20_000m, await run.Database.ScalarAsync("SELECT sum(total_downloads) FROM region_health"));
    }

    [Fact]
    public async Task OpenWindowsAreLive_AndNotStoredYet()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await using var engine = run.NewEngine(EngineRun.Quick with { IdleTimeout = TimeSpan.FromHours(1) });
        await engine.StartAsync(default);
        await run.GenerateAsync(Traffic, 3_000); // half a minute
        await run.WaitProcessedAsync(untilClosed: false);

        var live = await engine.GetAsync(default);

        Assert.Equal(3_000, live.Regions.Sum(r => r.Total));
        Assert.Equal(3_000, live.Contents.Sum(c => c.Total));
        Assert.Equal(3_000, live.Devices.Sum(d => d.Total));
        Assert.Single(live.OpenWindows);
        Assert.Equal(0L, await run.Database.ScalarAsync("SELECT count(*) FROM content_stats"));
        await engine.StopAsync();
    }

    [Fact]
    public async Task OtherSettingsThanTheRowsWereMadeWith_AreRefusedByName()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await run.ProcessAsync();
        await using var engine = run.NewEngine(settings: new PipelineSettings { WindowSize = TimeSpan.FromMinutes(5) });

        var refused = await Assert.ThrowsAsync<SettingsMismatchException>(() => engine.StartAsync(default));

        Assert.Contains("WindowSizeMs is 60000 in the database and 300000 here", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnIncidentRaisesOneAlertAndItResolves()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        var incident = new Incident("EU-London", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9), 0.6);
        await run.GenerateAsync(Traffic with { FailedShare = 0.01, Incidents = [incident] }, 100 * 60 * 16);

        await run.ProcessAsync();

        Assert.Equal(1L, await run.Database.ScalarAsync(
            "SELECT count(*) FROM alerts WHERE region = 'EU-London' AND alert_type = 'HIGH_ERROR_RATE' AND severity = 'CRITICAL' "
                + "AND resolved_at IS NOT NULL"));
        Assert.Equal(
            0L,
            await run.Database.ScalarAsync("SELECT count(*) FROM alerts WHERE region <> 'EU-London' AND alert_type LIKE '%ERROR_RATE'"));
    }

    [Fact]
    public async Task RetiredWindowsGiveTheirPartialsUp_AndLaterEventsAreLate()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await run.GenerateAsync(Traffic, 100 * 60 * 2);
        await run.ProcessAsync();
        await run.Database.ExecuteAsync("UPDATE closed_windows SET closed_at = now() - interval '25 hours'");
        var engine = run.NewEngine();
        await engine.StartAsync(default);
        await engine.RetireNowAsync();
        await WaitAsync(run, "SELECT count(*) FROM partials", 0L);

        await run.GenerateAsync(Traffic with { Seed = 12 }, 1_000);
        await run.WaitProcessedAsync(untilClosed: false);
        await engine.StopAsync();

        Assert.Equal(1_000L, await run.Database.ScalarAsync("SELECT count(*) FROM late_events WHERE reason = 'window_retired'"));
        await run.AssertNoDifferencesAsync();
        var replay = new Replay.ReplayRunner(run.Log, run.Database, Core.Avro.AvroSchemaSet.Default);
        var again = await replay.RunAsync(
            new Replay.ReplayRange(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), isDry: false, null, default);
        Assert.Equal((0, 0), (again.Revised, again.Deleted));
    }

    [Fact]
    public async Task ADefectIsNotTakenForAnOutage_TheEngineFailsAndSaysWhy()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await run.GenerateAsync(Traffic, 100 * 60 * 2);
        await run.Database.ExecuteAsync("DROP TABLE content_stats");
        var engine = run.NewEngine();
        await engine.StartAsync(default);

        var failed = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => engine.Ended.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal("42P01", failed.SqlState);
        Assert.Equal(EngineState.Failed, engine.State);
        await engine.StopAsync();
    }

    private static async Task WaitAsync(EngineRun run, string sql, object expected)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!Equals(await run.Database.ScalarAsync(sql), expected))
            await Task.Delay(20, deadline.Token);
    }

    private static async Task CutConnectionsAsync(EngineRun run)
    {
        try
        {
            await run.Database.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        catch (Npgsql.NpgsqlException)
        {
            // The connection that asked may have been cut by an earlier request.
        }
    }
}
