using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Cluster;

/// <summary>
/// The database sessions of a silo, identified by the silo's name at the end of their application name. A session of a silo that was paused
/// in a transaction keeps what it has written locked while the silo is paused; when the session is ended, it is rolled back.
/// </summary>
public sealed class SiloSessions(NpgsqlDataSource dataSource)
{
    /// <summary>Ends all sessions of a silo that counts as dead.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<long> EndAsync(string siloName, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
                    + "AND application_name LIKE '% ' || $1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = siloName });
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("PostgreSQL is not available", e);
        }
    }
}
