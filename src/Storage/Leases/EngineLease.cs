using Npgsql;

namespace StreamPulse.Storage.Leases;

/// <summary>
/// A session-level advisory lock on a database: exclusive for a standalone engine, shared by the programs of one cluster. It lets a second
/// program report the conflict at once. If the lock is lost, the compare-and-set on checkpoints keeps the results exact.
/// </summary>
public sealed class EngineLease : IAsyncDisposable
{
    private const long LockKey = 0x53_54_52_50_55_4c_53_45; // "STRPULSE"
    private const long ClusterStarterKey = 0x53_54_52_50_55_43_4c_53; // "STRPUCLS"

    private readonly NpgsqlConnection _connection;

    private EngineLease(NpgsqlConnection connection) => _connection = connection;

    /// <summary>The lease for one engine alone, or null when another program works on the database.</summary>
    public static Task<EngineLease?> TryTakeAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
        => TryLockAsync(dataSource, $"SELECT pg_try_advisory_lock({LockKey})", cancellationToken);

    /// <summary>
    /// The lease that silos of one cluster share, for a program that starts them: null when a standalone engine works on the database, or
    /// another program starts silos on it.
    /// </summary>
    public static Task<EngineLease?> TryShareAsStarterAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
        => TryLockAsync(
            dataSource,
            $"SELECT CASE WHEN pg_try_advisory_lock({ClusterStarterKey}) THEN pg_try_advisory_lock_shared({LockKey}) ELSE false END",
            cancellationToken);

    /// <summary>How many others share the lease: silos that run, or that have not ended yet.</summary>
    public async Task<long> CountOthersAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND classid = {LockKey >> 32} AND objid = {LockKey & uint.MaxValue} AND objsubid = 1 AND pid <> pg_backend_pid()
            """,
            _connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Marks all silos in the membership table as dead. To be called while <see cref="CountOthersAsync"/> is 0: silos that were killed are
    /// still listed as active, and new silos try to reach them for minutes before they start.
    /// </summary>
    /// <returns>How many were marked.</returns>
    public async Task<int> DeclareSilosDeadAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            WITH gone AS (UPDATE OrleansMembershipTable SET Status = 6 WHERE Status <> 6 RETURNING DeploymentId),
                moved AS (UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
                    WHERE DeploymentId IN (SELECT DeploymentId FROM gone))
            SELECT count(*)::integer FROM gone
            """;
        await using var command = new NpgsqlCommand(sql, _connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Whether the lease is still held; false also when the database does not answer.</summary>
    public async Task<bool> IsHeldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", _connection);
            return await command.ExecuteScalarAsync(cancellationToken) is not null;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false; // a broken session has lost its locks
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync(_connection);
        await _connection.DisposeAsync();
    }

    private static async Task<EngineLease?> TryLockAsync(NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return new EngineLease(connection);
            await ReleaseAsync(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session has ended and released its locks.
        }
    }
}
