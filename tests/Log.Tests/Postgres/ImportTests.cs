using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Postgres;

public sealed class ImportTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_import_gets_a_partition_of_its_own_and_moves_all_or_nothing()
    {
        await using var log = await OpenAsync();
        var import = await log.OpenImportAsync("access.log", "sha:1", again: false, CancellationToken.None);
        Assert.Equal(new ImportPartition(6, "access.log", 0, 0, 0), import);

        import = await log.AppendImportAsync(
            import, LogContent.Batch(("EU-Paris", "a"), ("US-Texas", "b")), 120, [Reject(2)], CancellationToken.None);
        import = await log.AppendImportAsync(import, LogContent.Batch(("EU-Paris", "c")), 200, [], CancellationToken.None);
        Assert.Equal(new ImportPartition(6, "access.log", 200, 1, 3), import);
        Assert.Equal(["a", "b", "c"], await LogContent.ReadAllAsync(log, 6));

        await log.SealAsync(6, CancellationToken.None);
        Assert.Equal(new LogPartition(6, 0, 3, true), (await log.GetPartitionsAsync(CancellationToken.None))[6]);
        await Assert.ThrowsAsync<PartitionSealedException>(
            () => log.AppendImportAsync(import, LogContent.Batch(("k", "d")), 300, [], CancellationToken.None));
        Assert.Equal(3, (await LogContent.ReadAllAsync(log, 6)).Count);
    }

    [Fact]
    public async Task Rejected_lines_become_dead_letters_whatever_is_in_them()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions());
        var import = await log.OpenImportAsync("broken.log", "sha:1", again: false, CancellationToken.None);

        import = await log.AppendImportAsync(
            import,
            new AppendBatch(),
            10,
            [new ImportDeadLetter(41, "not_a_line", "a NUL: \0, half a pair: \ud800", new byte[] { 0, 255, 10 }), Reject(42)],
            CancellationToken.None);

        Assert.Equal((10, 2, 0), (import.ImportPosition, import.ImportRejected, import.NextOffset));
        Assert.Equal(2L, await database.ScalarAsync(
            "SELECT count(*) FROM dead_letters WHERE stage = 'import' AND partition = 6 AND position IN (41, 42)"));
        Assert.Equal(
            "a NUL: \ufffd, half a pair: \ufffd", await database.ScalarAsync("SELECT detail FROM dead_letters WHERE position = 41"));
        Assert.Equal(new byte[] { 0, 255, 10 }, await database.ScalarAsync("SELECT payload FROM dead_letters WHERE position = 41"));
    }

    [Fact]
    public async Task An_interrupted_import_goes_on_and_a_complete_one_takes_nothing_more()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions()))
        {
            var import = await first.OpenImportAsync("a.log", "sha:1", again: false, CancellationToken.None);
            await first.AppendImportAsync(import, LogContent.Batch(("k", "a")), 50, [Reject(1)], CancellationToken.None);
        }

        await using var second = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions());
        var resumed = await second.OpenImportAsync("renamed.log", "sha:1", again: false, CancellationToken.None);
        Assert.Equal(new ImportPartition(6, "a.log", 50, 1, 1), resumed);
        await second.SealAsync(resumed.Partition, CancellationToken.None);

        Assert.Equal(
            resumed with { IsSealed = true }, await second.OpenImportAsync("a.log", "sha:1", again: false, CancellationToken.None));
        await Assert.ThrowsAsync<PartitionSealedException>(
            () => second.AppendImportAsync(resumed, LogContent.Batch(("k", "b")), 51, [], CancellationToken.None));
        Assert.Equal(7, (await second.OpenImportAsync("b.log", "sha:2", again: false, CancellationToken.None)).Partition);
    }

    [Fact]
    public async Task Two_importers_of_one_file_cannot_count_it_twice()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions());
        var opened = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => log.OpenImportAsync("a.log", "sha:1", again: false, CancellationToken.None)));
        Assert.Single(opened.Distinct());

        var outcomes = await Task.WhenAll(opened.Select(async (import, i) =>
        {
            try
            {
                await log.AppendImportAsync(import, LogContent.Batch(("k", "a")), 50, [Reject(1)], CancellationToken.None);
                return true;
            }
            catch (ImportConflictException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, won => won);
        Assert.Equal(["a"], await LogContent.ReadAllAsync(log, 6));
        Assert.Equal(1L, await database.ScalarAsync("SELECT import_rejected FROM log_partitions WHERE partition = 6"));
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM dead_letters"));
    }

    [Fact]
    public async Task A_live_partition_takes_no_import()
    {
        await using var log = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => log.AppendImportAsync(new ImportPartition(0, "x", 0, 0, 0), LogContent.Batch(("k", "a")), 1, [], CancellationToken.None));
        Assert.Empty(await LogContent.ReadAllAsync(log, 0));
    }

    private static ImportDeadLetter Reject(long line) => new(line, "not_a_line", "no log line", "???"u8.ToArray());

    private async Task<PostgresEventLog> OpenAsync()
        => await PostgresEventLog.OpenAsync(await postgres.CreateDatabaseAsync(), new PostgresEventLogOptions());
}
