using System.IO.Compression;
using Npgsql;
using StreamPulse.Core.Windows;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Storage;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Takeover;

/// <summary>
/// A database that an earlier version left in the middle of its work, when one process had an engine of its own: its dump was made after
/// kill -9 of that engine, with open windows, closed ones, and alerts that are not resolved.
/// </summary>
public sealed class TakeoverTests(PostgresFixture postgres)
{
    private const string Dump = "Takeover/engine-0008.sql.gz";

    /// <summary>Those of the dump.</summary>
    private static readonly PipelineSettings Settings = new()
    {
        WindowSize = TimeSpan.FromSeconds(10),
        AllowedLateness = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task DatabaseOfTheEarlierEngine_GoesOn_WithoutDifferences_AndEachAlertOnce()
    {
        var taken = await RestoreAsync();
        Assert.Equal(8, await taken.NumberAsync("SELECT max(version) FROM schema_migrations"));
        Assert.True(await taken.CountOpenWindowsAsync() > 0);
        Assert.True(await taken.NumberAsync("SELECT count(*) FROM alerts WHERE resolved_at IS NULL") > 0);
        await taken.ExecuteAsync("CREATE TABLE alerts_before AS SELECT * FROM alerts");
        await Migrator.MigrateAsync(taken, default);

        await using (var run = await EmbeddedRun.OnAsync(postgres, taken))
            await FinishAsync(run);

        var fromScratch = await postgres.CreateDatabaseAsync();
        foreach (var table in new[] { "log_partitions", "event_log" })
            await CopyAsync(taken, fromScratch, table);
        await using (var run = await EmbeddedRun.OnAsync(postgres, fromScratch))
            await FinishAsync(run);
        Assert.Equal(await fromScratch.DumpRowsAsync(), await taken.DumpRowsAsync());
        // The earlier version's rules did not regard the sample size, so it raised more; what it raised goes on, and is raised once.
        Assert.Equal(0, await taken.NumberAsync(
            "SELECT count(*) FROM alerts_before b LEFT JOIN alerts a USING (id, alert_type, region, window_start) WHERE a.id IS NULL"));
        Assert.Equal(0, await taken.NumberAsync(
            "SELECT count(*) FROM alerts a JOIN alerts b USING (alert_type, region) WHERE a.id <> b.id "
            + "AND a.window_start <= b.window_start AND coalesce(a.resolved_at, 'infinity') > b.window_start"));
    }

    private static async Task FinishAsync(EmbeddedRun run)
    {
        await using var silo = await run.BuildAsync(run.Options with { Pipeline = Settings });
        await silo.StartAsync();
        await run.WaitProcessedAsync();
        await silo.StopAsync();
        var report = await run.AssertVerifiedAsync();
        Assert.Equal(7, report.WindowsCompared);
    }

    private async Task<NpgsqlDataSource> RestoreAsync()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await using var file = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, Dump)), CompressionMode.Decompress);
        using var text = new StreamReader(file);
        await using (var connection = await database.OpenConnectionAsync())
        {
            await using var restore = new NpgsqlCommand(await text.ReadToEndAsync() + "; RESET ALL", connection);
            await restore.ExecuteNonQueryAsync();
        }

        return database;
    }

    private static async Task CopyAsync(NpgsqlDataSource from, NpgsqlDataSource to, string table)
    {
        await using var source = await from.OpenConnectionAsync();
        await using var target = await to.OpenConnectionAsync();
        await using (var clear = new NpgsqlCommand($"DELETE FROM {table}", target))
            await clear.ExecuteNonQueryAsync();
        await using var read = await source.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT binary)");
        await using var write = await target.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT binary)");
        await read.CopyToAsync(write);
    }
}
