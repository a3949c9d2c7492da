using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;
using StreamPulse.Log.Postgres;
using StreamPulse.Storage;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Retention;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Whole silos with membership, reminders and grain state in PostgreSQL.</summary>
public sealed class SiloHostTests(PostgresFixture postgres)
{
    [Fact]
    public async Task TwoSilosThatStartAtOnceOnAnEmptyDatabase_MakeItsTablesAndFormACluster_ThatProcessesTheLog()
    {
        var source = await postgres.CreateEmptyDatabaseAsync();
        var connection = postgres.ConnectionStringOf(source);
        var ports = SiloPorts.Choose(2);

        var both = await Task.WhenAll(ports.Select(p => StartAsync(Options(connection), p)));
        try
        {
            var factory = both[0].Services.GetRequiredService<IGrainFactory>();
            await using (var log = await PostgresEventLog.OpenAsync(source, new PostgresEventLogOptions()))
            {
                await LogFill.GenerateAsync(log, GoldenTraffic.Options, 5_000);
                await Progress.UntilAsync("settled", true, async () => await SettledAsync(factory, 5_000));
            }

            Assert.Equal(2L, await source.ScalarAsync("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3"));
            Assert.Equal(1L, await source.ScalarAsync("SELECT count(*) FROM OrleansRemindersTable"));
            foreach (var silo in both)
            {
                Assert.Equal(
                    (HttpStatusCode.OK, HttpStatusCode.OK), (await GetAsync(silo, "/health/live"), await GetAsync(silo, "/health/ready")));
            }
        }
        finally
        {
            foreach (var silo in both)
                await StopAsync(silo);
        }

        Assert.Equal(0L, await source.ScalarAsync("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3"));
        Assert.Equal(0L, await source.ScalarAsync(
            "SELECT count(*) FROM checkpoints JOIN log_partitions USING (partition) "
                + "WHERE checkpoints.next_offset <> log_partitions.next_offset"));
    }

    [Fact]
    public async Task ASilo_DeletesWhatIsTooOld_AndNothingElse()
    {
        var source = await postgres.CreateDatabaseAsync();
        await using (var log = await PostgresEventLog.OpenAsync(source, new PostgresEventLogOptions { LivePartitions = 1 }))
        {
            await LogFill.GenerateAsync(log, GoldenTraffic.Options, 5_000);
            await source.ExecuteAsync("UPDATE event_log SET ingestion_time = ingestion_time - interval '8 days'");
            await LogFill.GenerateAsync(log, GoldenTraffic.Options with { Seed = 2 }, 1_000);
        }

        await source.ExecuteAsync("""
            INSERT INTO late_events (partition, "offset", reason, event_time, window_start, content_id, region, created_at)
            SELECT 99, n, 'beyond_allowed_lateness', now(), now(), 'c', 'r', now() - make_interval(days => n)
                FROM generate_series(1, 20) AS n
            """);
        var silo = await StartAsync(
            Options(postgres.ConnectionStringOf(source)) with
            {
                LivePartitions = 1,
                Retention = new RetentionOptions { Interval = TimeSpan.FromSeconds(1) },
            });
        try
        {
            // Seven days are kept; of the log nothing goes that is in no checkpoint yet.
            await Progress.UntilAsync(
                "late events left", 6L,
                async () => (long)(await source.ScalarAsync("SELECT count(*) FROM late_events WHERE partition = 99"))!);
            await Progress.UntilAsync(
                "first record left", 5_000L, async () => (long)(await source.ScalarAsync("SELECT min(\"offset\") FROM event_log"))!);
        }
        finally
        {
            await StopAsync(silo);
        }

        Assert.Equal(6_000L, await source.ScalarAsync("SELECT counted + late + dead_lettered FROM checkpoints"));
        Assert.Equal(1_000L, await source.ScalarAsync("SELECT sum(record_count) FROM event_log"));
    }

    [Fact]
    public async Task ASiloOfAnotherCluster_IsRefused_WhileOneIsAtWork()
    {
        var source = await postgres.CreateDatabaseAsync();
        var connection = postgres.ConnectionStringOf(source);
        var silo = await StartAsync(Options(connection));

        var refused = await Assert.ThrowsAsync<DatabaseInUseException>(
            () => SiloHost.BuildAsync(Options(connection) with { ClusterId = "other" }, SiloPorts.Choose(1)[0], null, default));
        await StopAsync(silo);

        Assert.Contains("'streampulse'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SettingsThatCannotWork_AreRefused_WithKeyValueAndWhatIsAllowed()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SiloPort"] = "70000",
            ["SiloAddress"] = "nowhere",
            ["Engine:IdleTimeout"] = "00:00:00",
            ["Engine:WindowsPerRound"] = "0",
            ["Streams:CacheBatches"] = "3",
            ["Pipeline:WindowSize"] = "00:00:00.5",
        }).Build();

        var refused = Assert.Throws<ConfigurationException>(() => StreamPulseConfiguration.Load(configuration));

        foreach (var part in new[]
        {
            "SiloPort is 70000; allowed are 0 to 65535.", "SiloAddress is nowhere; allowed are an IP address.",
            "Engine:IdleTimeout is 00:00:00; allowed are", "Engine:WindowsPerRound is 0; allowed are 1 to 100000.",
            "Streams:log:CacheBatches is 3; allowed are 10 to 100000.", "Pipeline:WindowSize is 00:00:00.5000000; allowed are",
        })
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SessionsOfASiloThatCountsAsDead_AreEnded_AndNobodyElses()
    {
        var source = await postgres.CreateDatabaseAsync();
        var connection = postgres.ConnectionStringOf(source);
        await using var dead = await ResultDatabase.OpenAsync(connection, "silo", default, sessionName: "silo-dead");
        await using var alive = await ResultDatabase.OpenAsync(connection, "silo", default, sessionName: "silo-alive");
        await using var session = await dead.OpenConnectionAsync();
        await using var transaction = await session.BeginTransactionAsync();
        await using var insert = session.CreateCommand();
        insert.CommandText = "INSERT INTO checkpoints (partition, next_offset, first_offset) VALUES (0, 5, 0)";
        await insert.ExecuteNonQueryAsync();

        Assert.True(await new SiloSessions(alive).EndAsync("silo-dead", default) > 0);

        // would wait for the other's end
        await alive.ExecuteAsync("INSERT INTO checkpoints (partition, next_offset, first_offset) VALUES (0, 7, 0)");
        Assert.Equal(7L, await alive.ScalarAsync("SELECT next_offset FROM checkpoints"));
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => transaction.CommitAsync());
    }

    private static StreamPulseOptions Options(string connection) => new() { Postgres = connection, Engine = TestCluster.Quick };

    private static async Task<WebApplication> StartAsync(StreamPulseOptions options, SiloPorts? ports = null)
    {
        var silo = await SiloHost.BuildAsync(
            options, ports ?? SiloPorts.Choose(1)[0], static logging => logging.ClearProviders(), default);
        await silo.StartAsync();
        return silo;
    }

    private static async Task StopAsync(WebApplication silo)
    {
        await silo.StopAsync();
        await silo.DisposeAsync();
    }

    private static async Task<bool> SettledAsync(IGrainFactory grains, long records)
    {
        var state = await grains.GetGrain<IPipelineGrain>(0).GetStateAsync();
        return state.Settled && state.Partitions.Sum(static p => p.CommittedOffset) == records;
    }

    private static async Task<HttpStatusCode> GetAsync(WebApplication silo, string path)
    {
        var address = silo.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(address + path));
        return answer.StatusCode;
    }
}
