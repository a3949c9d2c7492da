using Npgsql;
using StreamPulse.Core.Windows;
using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>One silo through what happens in its life.</summary>
public sealed class PipelineLifeTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Traffic = new() { Seed = 11, EventsPerSecond = 100 };

    [Fact]
    public async Task ConnectionsCutInTheMiddle_NothingIsLostOrCountedTwice()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await using var silo = await run.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await run.GenerateAsync(
                Traffic with { Seed = (ulong)i, StartEventTime = Traffic.StartEventTime.AddSeconds(i * 20) }, 2_000);
            await CutConnectionsAsync(run.Database);
        }

        await run.WaitProcessedAsync();
        await silo.StopAsync();
        run.Database.Clear(); // connections of the pool that were cut and not used since

        await run.AssertVerifiedAsync();
        Assert.Equal(20_000, await run.Database.NumberAsync("SELECT sum(total_downloads) FROM region_health"));
    }

    [Fact]
    public async Task OpenWindowsAreLive_AndNotStoredYet()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await using var silo = await run.StartAsync(PipelineRun.NeverIdle);
        await run.GenerateAsync(Traffic, 3_000); // half a minute
        await run.WaitProcessedAsync(untilClosed: false);
        await Progress.UntilAsync(
            "records that the pipeline tells of", 3_000L,
            async () => (await silo.StateAsync()).Partitions.Sum(static p => p.CommittedOffset));

        var live = await silo.LiveAsync();

        Assert.Equal(3_000, live.Regions.Sum(static r => r.Total));
        Assert.Equal(3_000, live.Contents.Sum(static c => c.Total));
        Assert.Equal(3_000, live.Devices.Sum(static d => d.Total));
        Assert.Single(live.OpenWindows);
        Assert.Equal(0, await run.Database.NumberAsync("SELECT count(*) FROM content_stats"));
    }

    [Fact]
    public async Task OtherSettingsThanTheRowsWereMadeWith_AreRefusedByName()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await using (await run.BuildAsync())
        {
            // The first silo on a database lays its settings down.
        }

        var refused = await Assert.ThrowsAsync<SettingsMismatchException>(
            () => run.BuildAsync(run.Options with { Pipeline = new PipelineSettings { WindowSize = TimeSpan.FromMinutes(5) } }));

        Assert.Contains("WindowSizeMs is 60000 in the database and 300000 here", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnIncidentRaisesOneAlertAndItResolves_AlsoWhenTheSiloIsStartedAgainInTheMiddle()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        var incident = new Incident("EU-London", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9), 0.6);
        var downloads = new DownloadGenerator(Traffic with { FailedShare = 0.01, Incidents = [incident] });
        await run.GenerateAsync(downloads, 100 * 60 * 7);
        await using (var first = await run.StartAsync(PipelineRun.NeverIdle))
        {
            await run.WaitProcessedAsync(untilClosed: false);
            await Progress.UntilAsync("alerts", 1L, () => run.Database.NumberAsync("SELECT count(*) FROM alerts"));
            await first.StopAsync();
        }

        await run.GenerateAsync(downloads, 100 * 60 * 9);
        await run.ProcessAsync();

        Assert.Equal(1, await run.Database.NumberAsync(
            "SELECT count(*) FROM alerts WHERE region = 'EU-London' AND alert_type = 'HIGH_ERROR_RATE' AND severity = 'CRITICAL' "
                + "AND resolved_at IS NOT NULL"));
        Assert.Equal(
            0, await run.Database.NumberAsync("SELECT count(*) FROM alerts WHERE region <> 'EU-London' AND alert_type LIKE '%ERROR_RATE'"));
        Assert.Equal("raised resolved", await run.Database.ScalarAsync(
            "SELECT string_agg(action, ' ' ORDER BY h.id) FROM alert_history AS h JOIN alerts AS a ON a.id = h.alert_id "
                + "WHERE a.alert_type = 'HIGH_ERROR_RATE'"));
    }

    [Fact]
    public async Task RetiredWindowsGiveTheirPartialsUp_AndLaterEventsAreLate()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(Traffic, 100 * 60 * 2);
        await run.ProcessAsync();
        var store = new PostgresWindowStore(run.Database);
        var closed = await store.ListClosedBeforeAsync(DateTimeOffset.MaxValue, default);
        Assert.Equal(closed, await store.RetireAsync(closed, default));
        Assert.Equal(0, await run.Database.NumberAsync("SELECT count(*) FROM partials"));

        await run.GenerateAsync(Traffic with { Seed = 12 }, 1_000);
        await run.ProcessAsync();

        Assert.Equal(1_000, await run.Database.NumberAsync("SELECT count(*) FROM late_events WHERE reason = 'window_retired'"));
        await run.AssertVerifiedAsync();
        var again = await run.ReplayAsync();
        Assert.Equal((0, 0), (again.Revised, again.Deleted));
    }

    [Fact]
    public async Task ADefectIsNotTakenForAnOutage_ThePipelineSaysWhy_AndGoesOnWhenItIsMended()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(Traffic, 100 * 60 * 2);
        await run.Database.ExecuteAsync("ALTER TABLE content_stats RENAME TO content_stats_away");
        await using var silo = await run.StartAsync();

        Assert.Contains("42P01", await silo.WaitProblemAsync(PipelineProblemKind.Blocked), StringComparison.Ordinal);
        Assert.Equal(0, await run.Database.NumberAsync("SELECT count(*) FROM closed_windows"));

        await run.Database.ExecuteAsync("ALTER TABLE content_stats_away RENAME TO content_stats");
        await run.WaitProcessedAsync();
        await silo.WaitNoProblemAsync();
        await silo.StopAsync();
        await run.AssertVerifiedAsync();
    }

    private static async Task CutConnectionsAsync(NpgsqlDataSource database)
    {
        try
        {
            await database.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        catch (NpgsqlException)
        {
            // The connection that asked may have been cut by an earlier request.
        }
    }
}
