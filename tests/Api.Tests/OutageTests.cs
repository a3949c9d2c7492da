using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Results;
using StreamPulse.LocalPostgres;
using StreamPulse.Storage;
using StreamPulse.Storage.Queries;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>The database away, back, and slow.</summary>
public sealed class OutageTests(PostgresFixture postgres)
{
    private static readonly string[] Routes = ["realtime", "trending", "regions", "alerts", "timeseries", "devices"];

    [Fact]
    public async Task While_the_database_is_stopped_every_answer_is_a_503()
    {
        var directory = TestDirectory.Create();
        var options = new LocalPostgresOptions { Directory = directory, ThrowAway = true, SharedBuffersMB = 16 };
        var cluster = await LocalPostgresCluster.StartAsync(options, CancellationToken.None);
        try
        {
            await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
            await Migrator.MigrateAsync(database, CancellationToken.None);
            await database.RegionAsync("EU-Paris", 1, 3, 0);
            await using var api = await ApiHost.StartAsync(database);
            Assert.Equal(["EU-Paris"], (await api.GetAsync("/api/stats/regions")).Column("region"));

            await cluster.StopAsync(StopMode.Immediate);
            foreach (var route in Routes.Select(route => $"/api/stats/{route}").Append("/api/pipeline"))
            {
                var answer = await api.GetAsync(route);
                ProblemTests.AssertProblem(answer, HttpStatusCode.ServiceUnavailable, "database-unavailable", route);
                Assert.NotNull(answer.RetryAfter);
            }

            var health = await api.GetAsync("/health");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
            Assert.Equal("application/json", health.MediaType);
            Assert.Equal(["status", "database", "timestamp", "version", "engine", "log", "detail"], Answer.Names(health.Json));
            Assert.Equal("unhealthy", health.Json.GetProperty("status").GetString());
            Assert.False(health.Json.GetProperty("database").GetBoolean());
        }
        finally
        {
            await cluster.StopAsync(StopMode.Immediate);
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task While_the_server_starts_no_session_every_answer_is_a_503()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await ApiHost.StartAsync(database);
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await using var server = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres.ConnectionStringOf(database)) { Database = "postgres" }.ConnectionString);
        await server.ExecuteAsync(
            $"""
            ALTER DATABASE "{name}" ALLOW_CONNECTIONS false;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';
            """);

        foreach (var route in Routes.Select(route => $"/api/stats/{route}").Append("/api/pipeline"))
            ProblemTests.AssertProblem(await api.GetAsync(route), HttpStatusCode.ServiceUnavailable, "database-unavailable", route);
        var post = await api.PostAsync(
            "/api/events", Encoding.UTF8.GetBytes(TestEvents.Json(Guid.NewGuid().ToString()).ToJsonString()), "application/json");
        ProblemTests.AssertProblem(post, HttpStatusCode.ServiceUnavailable, "database-unavailable", "/api/events");

        await server.ExecuteAsync($"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS true");
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/stats/regions")).Status);
    }

    [Fact]
    public async Task An_outage_is_logged_once_and_then_by_the_number_of_answers()
    {
        const int Many = 90;
        var log = new LinesOfLog();
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), services: services => services.AddLogging(logging => logging.AddProvider(log)));
        api.Results.Failure = new StoredResultsUnavailableException("no connection");
        for (var i = 0; i < Many; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync($"/api/stats/{Routes[i % Routes.Length]}")).Status);
        Assert.Single(Warnings(log));

        api.Time.Now += TimeSpan.FromMinutes(1);
        await api.GetAsync("/api/stats/realtime?live=false");

        Assert.Equal(2, Warnings(log).Length);
        Assert.StartsWith(
            $"{Many} more requests were answered with urn:streampulse:problem:database-unavailable, the last one /api/stats/realtime: no ",
            Warnings(log)[1], StringComparison.Ordinal);

        static string[] Warnings(LinesOfLog log)
            => [.. log.Lines.Where(static line => line.Id is 5001 or 5004).Select(static line => line.Text)];
    }

    [Fact]
    public async Task Connections_that_the_server_ended_are_replaced_without_an_error()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await ApiHost.StartAsync(database);
        await Task.WhenAll(Enumerable.Range(1, 5).Select(minutes => api.GetAsync($"/api/stats/regions?minutes={minutes}")));

        await using (var other = NpgsqlDataSource.Create(postgres.ConnectionStringOf(database) + ";Pooling=false"))
        {
            await other.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }

        foreach (var route in Routes)
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/stats/{route}")).Status);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended_at_the_server()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await ApiHost.StartAsync(
            database, stored: new StoredResultsOptions { StatementTimeout = TimeSpan.FromMilliseconds(100) });
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE region_health IN ACCESS EXCLUSIVE MODE", connection))
            await hold.ExecuteNonQueryAsync();

        var answer = await api.GetAsync("/api/stats/regions");

        ProblemTests.AssertProblem(answer, HttpStatusCode.ServiceUnavailable, "database-unavailable", "/api/stats/regions");
        Assert.Equal("The database took longer than a query may take.", answer.Json.GetProperty("detail").GetString());
        await transaction.RollbackAsync();
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/stats/regions")).Status);
    }

    [Fact]
    public async Task The_bound_of_one_question_does_not_stay_with_the_connection()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var single = NpgsqlDataSource.Create(
            postgres.ConnectionStringOf(database) + ";Maximum Pool Size=1;No Reset On Close=true");
        await using var api = await ApiHost.StartAsync(single);
        var before = await single.ScalarAsync("SELECT current_setting('statement_timeout') || current_setting('transaction_read_only')");

        await api.GetAsync("/api/stats/regions");

        Assert.Equal(
            before, await single.ScalarAsync("SELECT current_setting('statement_timeout') || current_setting('transaction_read_only')"));
    }

    [Fact]
    public async Task A_pool_without_a_free_connection_is_a_503()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var single = NpgsqlDataSource.Create(postgres.ConnectionStringOf(database) + ";Maximum Pool Size=1");
        var bounds = new StoredResultsOptions
        {
            StatementTimeout = TimeSpan.FromMilliseconds(50),
            ConnectionAllowance = TimeSpan.FromMilliseconds(50),
        };
        await using var api = await ApiHost.StartAsync(single, stored: bounds);
        await using var taken = await single.OpenConnectionAsync();

        ProblemTests.AssertProblem(
            await api.GetAsync("/api/stats/alerts"), HttpStatusCode.ServiceUnavailable, "database-unavailable", "/api/stats/alerts");
    }

    [Fact]
    public async Task Health_does_not_wait_for_a_database_that_does_not_answer()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await ApiHost.StartAsync(database, options => options.HealthTimeout = TimeSpan.FromMilliseconds(50));
        api.Results.Gate = new TaskCompletionSource();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync("/health")).Status);
    }
}
