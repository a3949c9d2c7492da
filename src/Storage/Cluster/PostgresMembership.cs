using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Cluster;

/// <summary>The membership table of Orleans' AdoNet clustering: which silos run, and which must be declared dead from outside.</summary>
public sealed class PostgresMembership(NpgsqlDataSource dataSource)
{
    private const string ActiveSql = """
        SELECT DeploymentId, Address, Port, Generation, HostName, IAmAliveTime
        FROM OrleansMembershipTable WHERE Status = 3 ORDER BY StartTime
        """;

    /// <summary>Takes effect only if the silo has sent no heartbeat since; increments the table's version, as each change must.</summary>
    private const string DeclareSql = """
        WITH gone AS (
            UPDATE OrleansMembershipTable SET Status = 6
            WHERE DeploymentId = $1 AND Address = $2 AND Port = $3 AND Generation = $4 AND Status = 3 AND IAmAliveTime = $5
            RETURNING DeploymentId
        ), moved AS (
            UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now() WHERE DeploymentId IN (SELECT DeploymentId
                FROM gone)
        )
        SELECT EXISTS (SELECT FROM gone)
        """;

    /// <summary>Whether there is such a table: very old databases have none.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand("SELECT to_regclass('orleansmembershiptable') IS NOT NULL", connection);
                return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
            },
            cancellationToken);

    /// <summary>All silos that are listed as active, of any cluster, the oldest first.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<IReadOnlyList<SiloSign>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(ActiveSql);
            return await StoreCall.ReadAsync(
                command,
                static row => new SiloSign(
                    row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetString(4), row.GetDateTime(5)),
                cancellationToken);
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("The list of silos cannot be read", e);
        }
    }

    /// <summary>Declares a silo dead unless it has sent a heartbeat since <paramref name="silo"/>.</summary>
    /// <returns>Whether this call declared it dead.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<bool> DeclareDeadAsync(SiloSign silo, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(DeclareSql);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = silo.ClusterId });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = silo.Address });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = silo.Port });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = silo.Generation });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = silo.At });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("A silo cannot be declared dead", e);
        }
    }
}
