using System.Text;
using Npgsql;
using StreamPulse.Storage;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests;

public sealed class MigratorTests(PostgresFixture postgres)
{
    private static readonly Migration First = Migration.Create(
        "0001_first.sql", "CREATE TABLE first (n int); INSERT INTO first VALUES (1);"u8.ToArray());
    private static readonly Migration Second = Migration.Create("0002_second.sql", "INSERT INTO first VALUES (2)"u8.ToArray());

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();

        Assert.Equal(Migration.All.Count, await Migrator.MigrateAsync(database, CancellationToken.None));
        Assert.Equal(0, await Migrator.MigrateAsync(database, CancellationToken.None));
        Assert.Equal((long)Migration.All.Count, await database.ScalarAsync("SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task Several_processes_at_once_apply_each_migration_once()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var own = NpgsqlDataSource.Create(postgres.ConnectionStringOf(database));
            return await Migrator.MigrateAsync(own, [First, Second], CancellationToken.None);
        }));

        Assert.Equal(2, applied.Sum());
        Assert.Equal(2L, await database.ScalarAsync("SELECT count(*) FROM first"));
    }

    [Fact]
    public async Task An_altered_migration_is_refused()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await Migrator.MigrateAsync(database, [First], CancellationToken.None);
        var altered = Migration.Create(First.Name, Encoding.UTF8.GetBytes(First.Sql + " "));

        var error = await Assert.ThrowsAsync<MigrationException>(() => Migrator.MigrateAsync(database, [altered], CancellationToken.None));
        Assert.Contains(First.Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await Migrator.MigrateAsync(database, [First, Second], CancellationToken.None);

        var error = await Assert.ThrowsAsync<MigrationException>(() => Migrator.MigrateAsync(database, [First], CancellationToken.None));
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_migration_that_fails_nothing_remains_and_a_repaired_one_goes_on()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        var broken = Migration.Create(Second.Name, "INSERT INTO first VALUES (2); SELECT 1 / 0"u8.ToArray());

        await Assert.ThrowsAsync<PostgresException>(() => Migrator.MigrateAsync(database, [First, broken], CancellationToken.None));
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM first"));
        Assert.Equal(1, await Migrator.MigrateAsync(database, [First, Second], CancellationToken.None));
    }
}
