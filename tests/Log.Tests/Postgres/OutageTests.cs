using Npgsql;
using StreamPulse.LocalPostgres;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Postgres;

public sealed class OutageTests(PostgresFixture postgres)
{
    private const string KillSql =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    [Fact]
    public async Task Killed_connections_lose_nothing_double_nothing_and_skip_nothing()
    {
        const int batches = 300;
        var database = await postgres.CreateDatabaseAsync();
        await using var log =
            await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 1, FetchBytes = 200 });
        var appended = 0;
        var appending = Task.Run(async () =>
        {
            for (; appended < batches; appended++)
                await log.AppendAsync(LogContent.Numbered("key", appended * 3, 3), CancellationToken.None);
        });
        var reading = ReadThroughOutagesAsync(log, batches * 3);

        await using var killer =
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionStringOf(database)) { Pooling = false });
        for (var round = 1; round <= 8; round++)
        {
            var goal = round * batches / 10;
            await Progress.UntilAsync($"round {round}: appends go on", true, () => Task.FromResult(Volatile.Read(ref appended) >= goal));
            await killer.ScalarAsync(KillSql);
        }

        await appending;
        Assert.Equal(Enumerable.Range(0, batches * 3).Select(i => $"key:{i}"), await reading);
    }

    [Fact]
    public async Task A_commit_whose_answer_got_lost_is_not_repeated()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var proxy = CreateProxy(database, out var through);
        await using var _ = through;
        await using var log = await PostgresEventLog.OpenAsync(through, new PostgresEventLogOptions { LivePartitions = 1 });
        await log.AppendAsync(LogContent.Batch(("key", "before")), CancellationToken.None);

        proxy.LoseNext(LostMessage.CommitAnswer);
        await log.AppendAsync(LogContent.Batch(("key", "value")), CancellationToken.None);

        Assert.Equal(1, proxy.LostCount);
        Assert.Equal(["before", "value"], await LogContent.ReadAllAsync(log, 0));
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_repeated_even_if_another_took_its_offset()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var proxy = CreateProxy(database, out var through);
        await using var _ = through;
        await using var log = await PostgresEventLog.OpenAsync(through, new PostgresEventLogOptions { LivePartitions = 1 });
        await using var direct = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions());

        // Waits for the row lock, that is, until the server has rolled the other back.
        proxy.OnLost = () => direct.AppendAsync(LogContent.Batch(("key", "other")), CancellationToken.None).AsTask();
        proxy.LoseNext(LostMessage.CommitRequest);
        await log.AppendAsync(LogContent.Batch(("key", "value")), CancellationToken.None);

        Assert.Equal(1, proxy.LostCount);
        Assert.Equal(["other", "value"], await LogContent.ReadAllAsync(log, 0));
    }

    [Theory]
    [InlineData(LostMessage.CommitRequest)]
    [InlineData(LostMessage.CommitAnswer)]
    public async Task An_import_step_is_taken_once_whatever_gets_lost(LostMessage lost)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var proxy = CreateProxy(database, out var through);
        await using var _ = through;
        await using var log = await PostgresEventLog.OpenAsync(through, new PostgresEventLogOptions { LivePartitions = 1 });
        var import = await log.OpenImportAsync("a.log", "sha:1", again: false, CancellationToken.None);

        proxy.LoseNext(lost);
        import = await log.AppendImportAsync(
            import, LogContent.Batch(("key", "a")), 10, [new ImportDeadLetter(1, "r", "d", default)], CancellationToken.None);
        import = await log.AppendImportAsync(import, LogContent.Batch(("key", "b")), 20, [], CancellationToken.None);

        Assert.Equal(1, proxy.LostCount);
        Assert.Equal(new ImportPartition(1, "a.log", 20, 1, 2), import);
        Assert.Equal(import, await log.OpenImportAsync("a.log", "sha:1", again: false, CancellationToken.None));
        Assert.Equal(["a", "b"], await LogContent.ReadAllAsync(log, 1));
    }

    [Fact]
    public async Task When_nobody_can_tell_whether_it_was_stored_the_error_says_so()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var proxy = CreateProxy(database, out var through);
        await using var _ = through;
        await using var log =
            await PostgresEventLog.OpenAsync(through, new PostgresEventLogOptions { LivePartitions = 1, RetryFor = TimeSpan.Zero });

        proxy.LoseNext(LostMessage.CommitAnswer);
        var error = await Assert.ThrowsAsync<LogUnavailableException>(
            () => log.AppendAsync(LogContent.Batch(("key", "value")), CancellationToken.None).AsTask());

        Assert.Contains("is not known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_hard_stop_and_work_goes_on_after_the_restart()
    {
        var directory = TestDirectory.CreateFast();
        var options = new LocalPostgresOptions { Directory = directory, ThrowAway = true, SharedBuffersMB = 32 };
        var cluster = await LocalPostgresCluster.StartAsync(options, CancellationToken.None);
        try
        {
            await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
            await Storage.Migrator.MigrateAsync(database, CancellationToken.None);
            await using var patient = await PostgresEventLog.OpenAsync(
                database, new PostgresEventLogOptions { LivePartitions = 1, RetryFor = TimeSpan.FromMinutes(5) });
            await using var impatient =
                await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { RetryFor = TimeSpan.Zero });
            await using var reader = patient.OpenReader(0, 0);
            await patient.AppendAsync(LogContent.Numbered("key", 0, 10), CancellationToken.None);
            var values = await LogContent.ReadAsync(reader, 0, 10);

            await cluster.StopAsync(StopMode.Immediate);
            await Assert.ThrowsAsync<LogUnavailableException>(
                () => impatient.AppendAsync(LogContent.Numbered("refused", 0, 1), CancellationToken.None).AsTask());
            await Assert.ThrowsAsync<LogUnavailableException>(() => reader.ReadAsync(TimeSpan.Zero, CancellationToken.None).AsTask());
            await Assert.ThrowsAsync<LogUnavailableException>(() => patient.GetPartitionsAsync(CancellationToken.None));
            var waiting = patient.AppendAsync(LogContent.Numbered("key", 10, 5), CancellationToken.None);

            cluster = await LocalPostgresCluster.StartAsync(options, CancellationToken.None);
            await waiting;
            values.AddRange(await LogContent.ReadAsync(reader, 10, 5));
            Assert.Equal(Enumerable.Range(0, 15).Select(i => $"key:{i}"), values);
        }
        finally
        {
            await cluster.StopAsync(StopMode.Immediate);
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<List<string>> ReadThroughOutagesAsync(PostgresEventLog log, int count)
    {
        var values = new List<string>();
        await using var reader = log.OpenReader(0, 0);
        while (values.Count < count)
        {
            try
            {
                using var batch = await reader.ReadAsync(LogContent.Long, CancellationToken.None);
                LogContent.Take(batch!, 0, values);
            }
            catch (LogUnavailableException)
            {
                // The same call again.
            }
        }

        return values;
    }

    private LossyProxy CreateProxy(NpgsqlDataSource database, out NpgsqlDataSource through)
    {
        var direct = new NpgsqlConnectionStringBuilder(postgres.ConnectionStringOf(database));
        var proxy = new LossyProxy(direct.Host!, direct.Port);
        through = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port });
        return proxy;
    }
}
