using Npgsql;

namespace StreamPulse.Storage;

/// <summary>Decides whether tables of an older version may be changed now. No other program changes them meanwhile.</summary>
/// <param name="from">Schema version of the database.</param>
/// <param name="to">Schema version of this build.</param>
/// <exception cref="MigrationException">They may not; the message says why.</exception>
public delegate Task BeforeUpgrade(NpgsqlDataSource dataSource, int from, int to, CancellationToken cancellationToken);

/// <summary>Migrates a database's schema to this build's version. Safe to run twice, and from several processes at once.</summary>
public static class Migrator
{
    // Any number that no other program's advisory lock uses in this database; the letters "SPmigrat" as bytes.
    private const long LockKey = 0x53506d6967726174;

    /// <summary>Applies the migrations that the database lacks, each in a transaction of its own. Returns their number.</summary>
    /// <exception cref="MigrationException">
    /// The database was made by a newer build, or a migration was altered after it had been applied.
    /// </exception>
    /// <exception cref="NpgsqlException">
    /// The database cannot be reached or refuses a statement; nothing of the failed migration remains.
    /// </exception>
    public static Task<int> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
        => MigrateAsync(dataSource, Migration.All, cancellationToken);

    /// <summary>The same with a list of migrations, in order of their version.</summary>
    /// <param name="beforeUpgrade">Called before tables of an older version are changed; null for no check.</param>
    public static async Task<int> MigrateAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken,
        BeforeUpgrade? beforeUpgrade = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(
                connection,
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    version    integer     PRIMARY KEY,
                    name       text        NOT NULL,
                    sha256     text        NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now()
                )
                """,
                cancellationToken).ConfigureAwait(false);
            var applied = await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
            Check(applied, migrations);

            var missing = migrations.Where(migration => !applied.ContainsKey(migration.Version)).ToList();
            if (beforeUpgrade is not null && applied.Count > 0 && missing.Count > 0)
                await beforeUpgrade(dataSource, applied.Keys.Max(), missing[^1].Version, cancellationToken).ConfigureAwait(false);
            foreach (var migration in missing)
                await ApplyAsync(connection, migration, cancellationToken).ConfigureAwait(false);
            return missing.Count;
        }
        finally
        {
            // A broken connection has released the lock.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Whether migrations have been applied to the database.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<bool> HasTablesAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT to_regclass('schema_migrations') IS NOT NULL");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<Dictionary<int, (string Name, string Sha256)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, (string, string)>();
        await using var command = new NpgsqlCommand("SELECT version, name, sha256 FROM schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    private static void Check(Dictionary<int, (string Name, string Sha256)> applied, IReadOnlyList<Migration> migrations)
    {
        var known = migrations.ToDictionary(migration => migration.Version);
        foreach (var (version, (name, sha256)) in applied.OrderBy(entry => entry.Key))
        {
            if (!known.TryGetValue(version, out var migration))
            {
                throw new MigrationException($"The database has schema version {version} ({name}), this build knows versions up to "
                    + $"{known.Keys.DefaultIfEmpty().Max()}. Use a build at least as new as the one that made the database.");
            }

            if (migration.Sha256 != sha256)
            {
                throw new MigrationException($"Migration {migration.Name} was altered after it had been applied to this database. Restore "
                    + "the file and put the change into a new migration, or start with an empty database.");
            }
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, migration.Sql, cancellationToken).ConfigureAwait(false);
        await using var record =
            new NpgsqlCommand("INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)", connection, transaction)
        {
            Parameters = { new() { Value = migration.Version }, new() { Value = migration.Name }, new() { Value = migration.Sha256 } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
