using Npgsql;

namespace StreamPulse.LocalPostgres;

/// <summary>SQL statements that the private cluster runs on its own server.</summary>
internal static class ServerStatements
{
    private const string CountOtherSessions =
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private const string FindDatabase = "SELECT 1 FROM pg_database WHERE datname = $1";

    /// <summary>
    /// Whether other sessions are open. The server needs a moment to notice that a session has closed, so it is asked for one second.
    /// </summary>
    public static async Task<bool> IsUsedAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(CountOtherSessions, connection);
        for (var look = 0; look < 20; look++)
        {
            if ((long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! == 0)
                return false;
            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Looks for the database and creates it where it does not exist yet and that is wanted.</summary>
    /// <returns>Whether the database is there now.</returns>
    public static async Task<bool> FindDatabaseAsync(
        string connectionString, string database, bool create, CancellationToken cancellationToken)
    {
        var administration = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(administration.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var find = new NpgsqlCommand(FindDatabase, connection) { Parameters = { new() { Value = database } } };
        if (await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
            return true;
        if (!create)
            return false;
        var name = database.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var creation = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
        await creation.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
