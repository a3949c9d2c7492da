using Npgsql;
using StreamPulse.Storage;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests;

public sealed class ResultDatabaseTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("", 1L)]
    [InlineData(";Max Auto Prepare=0", 0L)]
    public async Task A_question_that_comes_again_is_kept_prepared_unless_the_connection_string_says_otherwise(
        string setting, long prepared)
    {
        await using var empty = await postgres.CreateDatabaseAsync();
        await using var database =
            await ResultDatabase.OpenAsync(postgres.ConnectionStringOf(empty) + setting, "test", TestContext.Current.CancellationToken);
        await using var connection = await database.OpenConnectionAsync();
        for (var use = 0; use < 3; use++)
            await NumberAsync(connection, "SELECT count(*) FROM checkpoints WHERE partition > 3");

        Assert.Equal(
            prepared, await NumberAsync(connection, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%partition > 3'"));
    }

    [Fact]
    public async Task A_look_at_a_database_without_tables_names_it_and_creates_none()
    {
        await using var empty = await postgres.CreateEmptyDatabaseAsync();
        var connectionString = postgres.ConnectionStringOf(empty);

        var error = await Assert.ThrowsAsync<NoTablesException>(
            () => ResultDatabase.OpenAsync(connectionString, "test", TestContext.Current.CancellationToken, mustExist: true));
        await ResultDatabase.PingAsync(connectionString, TestContext.Current.CancellationToken);

        Assert.Contains(new NpgsqlConnectionStringBuilder(connectionString).Database!, error.Message, StringComparison.Ordinal);
        await using var connection = await empty.OpenConnectionAsync();
        Assert.Equal(0, await NumberAsync(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
        await using (await ResultDatabase.OpenAsync(connectionString, "test", TestContext.Current.CancellationToken))
        await using (await ResultDatabase.OpenAsync(connectionString, "test", TestContext.Current.CancellationToken, mustExist: true))
            Assert.NotEqual(0, await NumberAsync(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
