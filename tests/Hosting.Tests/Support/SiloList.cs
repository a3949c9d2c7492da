using System.Net;
using Npgsql;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>The table in which silos are listed, with entries that a test makes.</summary>
internal sealed class SiloList(NpgsqlDataSource database)
{
    public NpgsqlDataSource Database { get; } = database;

    /// <summary>Lists a silo as active; its heartbeat is a year old.</summary>
    public async Task AddAsync(int port, string? hostName = null, string address = "127.0.0.1", string cluster = "streampulse")
    {
        await Database.ExecuteAsync(
            "INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ($1) ON CONFLICT DO NOTHING", cluster);
        await Database.ExecuteAsync(
            """
            INSERT INTO OrleansMembershipTable (
                DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            VALUES ($1, $2, $3, 1, 'silo', $4, 3, 0, now() - interval '1 year', now() - interval '1 year')
            """,
            cluster, address, port, hostName ?? Dns.GetHostName());
    }

    /// <summary>A heartbeat of all.</summary>
    public Task BeatAsync()
        => Database.ExecuteAsync("UPDATE OrleansMembershipTable SET IAmAliveTime = IAmAliveTime + interval '1 second'");

    /// <summary>Ports of the silos with a status: 3 active, 6 dead.</summary>
    public async Task<int[]> PortsAsync(int status)
        => (int[])(await Database.ScalarAsync(
            "SELECT coalesce(array_agg(Port ORDER BY Port), '{}') FROM OrleansMembershipTable WHERE Status = $1", status))!;

    /// <summary>Number of changes of the list.</summary>
    public Task<long> VersionAsync() => Database.NumberAsync("SELECT max(Version) FROM OrleansMembershipVersionTable");
}
