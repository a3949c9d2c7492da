using Npgsql;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.Cluster;

/// <summary>
/// The membership table of Orleans' AdoNet clustering, as far as silos are concerned that nobody is left to declare dead.
/// </summary>
public sealed class PostgresMembership(NpgsqlDataSource dataSource, string clusterId)
{
    private const string ActiveSql =
        "SELECT Address, Port, Generation, IAmAliveTime FROM OrleansMembershipTable WHERE DeploymentId = $1 AND Status = 3";

    /// <summary>Takes effect only where no sign of life has come since; moves the table's version, as each change must.</summary>
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

    /// <summary>All silos that count as active.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<IReadOnlyList<SiloSign>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(ActiveSql);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clusterId });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var active = new List<SiloSign>();
            while (await reader.ReadAsync(cancellationToken))
                active.Add(new SiloSign(reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetDateTime(3)));
            return active;
        }
        catch (Exception e) when (PostgresOutage.Is(e))
        {
            throw new StoreUnavailableException($"The silos that count as active cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Declares a silo dead unless it has given a sign of life since <paramref name="silo"/>.</summary>
    /// <returns>Whether it counts as dead by this call.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<bool> DeclareDeadAsync(SiloSign silo, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(DeclareSql);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clusterId });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = silo.Address });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = silo.Port });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = silo.Generation });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = silo.At });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (Exception e) when (PostgresOutage.Is(e))
        {
            throw new StoreUnavailableException($"A silo cannot be declared dead: {e.Message}", e);
        }
    }
}
