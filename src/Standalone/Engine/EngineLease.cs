using Npgsql;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// A session-level advisory lock that one engine holds on its database, so that a second one says so at once. What keeps results exact when
/// the lock is lost is not this but the sink's compare-and-set on checkpoints.
/// </summary>
public sealed class EngineLease : IAsyncDisposable
{
    private const long LockKey = 0x53_54_52_50_55_4c_53_45; // "STRPULSE"

    private readonly NpgsqlConnection _connection;

    private EngineLease(NpgsqlConnection connection) => _connection = connection;

    /// <summary>The lease, or null when another process holds it.</summary>
    public static async Task<EngineLease?> TryTakeAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({LockKey})", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
            return new EngineLease(connection);
        await connection.DisposeAsync();
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({LockKey})", _connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The session is gone and its locks with it.
        }

        await _connection.DisposeAsync();
    }
}
