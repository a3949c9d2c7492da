using Npgsql;

namespace StreamPulse.Storage.Cluster;

/// <summary>
/// What a silo holds on its database, so that a standalone engine, or a silo of another cluster, reports at once that another program uses
/// it. Silos of one cluster share it. It is a convenience only: checkpoints are moved by compare-and-set. Two clusters on one database
/// would not harm the rows, but their partitions would fence each other again and again.
/// </summary>
public sealed class ClusterLease : IAsyncDisposable
{
    /// <summary>The key that the standalone engine locks for itself alone.</summary>
    private const long EngineLockKey = 0x53_54_52_50_55_4c_53_45;

    private static readonly TimeSpan AliveWithin = TimeSpan.FromMinutes(2);

    private readonly NpgsqlConnection _connection;

    private ClusterLease(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Takes part in the lease.</summary>
    /// <exception cref="DatabaseInUseException">An engine or another cluster works on the database.</exception>
    public static async Task<ClusterLease> TakeAsync(NpgsqlDataSource dataSource, string clusterId, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock_shared({EngineLockKey})", connection);
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
                throw new DatabaseInUseException("A standalone engine works on this database. Stop it first, or use another database.");
            await using var others = new NpgsqlCommand(
                "SELECT DeploymentId FROM OrleansMembershipTable WHERE DeploymentId <> $1 AND Status = 3 AND IAmAliveTime > now() - $2 "
                    + "LIMIT 1", connection);
            others.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clusterId });
            others.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = AliveWithin });
            if (await others.ExecuteScalarAsync(cancellationToken) is string other)
            {
                throw new DatabaseInUseException(
                    $"Silos of the cluster '{other}' work on this database, and this one belongs to '{clusterId}'. Use one ClusterId for "
                        + "all, or another database.");
            }

            return new ClusterLease(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock_shared({EngineLockKey})", _connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The session is gone and its locks with it.
        }

        await _connection.DisposeAsync();
    }
}

/// <summary>Somebody else works on the database. The user's; the message says what to do.</summary>
public sealed class DatabaseInUseException(string message) : Exception(message);
