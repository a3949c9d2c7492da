using System.Net;
using System.Net.Sockets;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Storage;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>A program of a newer version, on a database that an older one works on.</summary>
public sealed class OlderSilosTests(PostgresFixture postgres)
{
    private const string Version = "SELECT max(version) FROM schema_migrations";

    [Fact]
    public async Task TablesAreNotChangedUnderASiloThatRuns_UnlessThatIsWanted()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        var older = Migration.All.SkipLast(1).ToList();
        await Migrator.MigrateAsync(database, older, default);
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        await database.ExecuteAsync(
            """
            INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('streampulse');
            """);
        await database.ExecuteAsync(
            """
            INSERT INTO OrleansMembershipTable
                (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            VALUES ('streampulse', '127.0.0.1', $1, 1, 'silo', $2, 3, 0, now(), now())
            """,
            ((IPEndPoint)silo.LocalEndpoint).Port, Dns.GetHostName());
        var options = PipelineRun.OptionsFor(postgres.ConnectionStringOf(database));

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => OpenAsync(options));

        Assert.Contains($"127.0.0.1:{((IPEndPoint)silo.LocalEndpoint).Port}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(older[^1].Version, await database.NumberAsync(Version));

        await OpenAsync(options with { UpgradeBesideOlder = true });
        Assert.Equal(Migration.All[^1].Version, await database.NumberAsync(Version));
    }

    [Fact]
    public async Task ASiloThatIsListedAndDead_DoesNotHinderAnUpgrade()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await Migrator.MigrateAsync(database, [.. Migration.All.SkipLast(1)], default);
        await database.ExecuteAsync(
            """
            INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('streampulse');
            """);
        await database.ExecuteAsync(
            """
            INSERT INTO OrleansMembershipTable
                (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            VALUES ('streampulse', '127.0.0.1', $1, 1, 'silo', $2, 3, 0, now(), now())
            """,
            FreePorts.Choose(1)[0], Dns.GetHostName());

        await OpenAsync(PipelineRun.OptionsFor(postgres.ConnectionStringOf(database)));

        Assert.Equal(Migration.All[^1].Version, await database.NumberAsync(Version));
    }

    private static async Task OpenAsync(StreamPulseOptions options)
    {
        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Look, null, default);
    }
}
