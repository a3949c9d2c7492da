using System.Text;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Postgres;

public sealed class PostgresEventLogTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_number_of_live_partitions_grows_around_imports_and_never_shrinks()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 3 }))
            await log.OpenImportAsync("a.log", "sha:1", again: false, CancellationToken.None);

        await Assert.ThrowsAsync<PartitionCountException>(
            () => PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 2 }));
        await using var asItIs = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions());
        Assert.Equal([0, 1, 2], asItIs.LivePartitions);

        await using var grown = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 5 });
        Assert.Equal([0, 1, 2, 4, 5], grown.LivePartitions);
        var keys = Enumerable.Range(0, 50).Select(i => $"key{i}").ToList();
        await grown.AppendAsync(LogContent.Batch([.. keys.Select(key => (key, key))]), CancellationToken.None);
        foreach (var partition in grown.LivePartitions)
        {
            var index = grown.LivePartitions.ToList().IndexOf(partition);
            Assert.Equal(keys.Where(key => KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(key), 5) == index),
                await LogContent.ReadAllAsync(grown, partition));
        }

        Assert.Empty(await LogContent.ReadAllAsync(grown, 3));
    }

    [Fact]
    public async Task Two_processes_that_open_a_new_log_at_once_make_its_partitions_once()
    {
        var database = await postgres.CreateDatabaseAsync();

        var logs = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 4 })));

        Assert.Equal(4L, await database.ScalarAsync("SELECT count(*) FROM log_partitions"));
        foreach (var log in logs)
            await log.DisposeAsync();
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_refused_with_its_batch()
    {
        await using var log = await PostgresEventLog.OpenAsync(
            await postgres.CreateDatabaseAsync(), new PostgresEventLogOptions { LivePartitions = 1, MaximumRecordBytes = 1024 });
        var batch = LogContent.Batch(("k", "small"), ("k", new string('x', 1025)));

        var error = await Assert.ThrowsAsync<RecordTooLargeException>(() => log.AppendAsync(batch, CancellationToken.None).AsTask());

        Assert.Equal(1, error.Index);
        Assert.Empty(await LogContent.ReadAllAsync(log, 0));
    }

    [Fact]
    public async Task A_sealed_live_partition_takes_no_more()
    {
        await using var log =
            await PostgresEventLog.OpenAsync(await postgres.CreateDatabaseAsync(), new PostgresEventLogOptions { LivePartitions = 1 });
        await log.SealAsync(0, CancellationToken.None);

        await Assert.ThrowsAsync<PartitionSealedException>(
            () => log.AppendAsync(LogContent.Batch(("k", "v")), CancellationToken.None).AsTask());
        Assert.Empty(await LogContent.ReadAllAsync(log, 0));
    }

    [Fact]
    public async Task A_partition_that_does_not_exist_has_no_offset()
    {
        await using var log = await PostgresEventLog.OpenAsync(await postgres.CreateDatabaseAsync(), new PostgresEventLogOptions());
        await using var reader = log.OpenReader(99, 0);

        await Assert.ThrowsAsync<OffsetOutOfRangeException>(() => reader.ReadAsync(TimeSpan.Zero, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_missing_row_is_damage_and_not_silence()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 1 });
        for (var i = 0; i < 3; i++)
            await log.AppendAsync(LogContent.Numbered("k", i, 1), CancellationToken.None);
        await database.ExecuteAsync("DELETE FROM event_log WHERE \"offset\" = 1");

        await using var inside = log.OpenReader(0, 0);
        Assert.Contains("offset 1", (await Assert.ThrowsAsync<InvalidDataException>(
            () => inside.ReadAsync(TimeSpan.Zero, CancellationToken.None).AsTask())).Message, StringComparison.Ordinal);
        await database.ExecuteAsync("DELETE FROM event_log WHERE \"offset\" = 2");
        await using var atEnd = log.OpenReader(0, 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => atEnd.ReadAsync(TimeSpan.Zero, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Appends_that_wait_share_a_transaction_and_all_are_written_before_the_log_closes()
    {
        var database = await postgres.CreateDatabaseAsync();
        var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 1, MaximumQueuedRecords = 10 });
        await using var blocker = await database.OpenConnectionAsync();
        var block = await blocker.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT FROM log_partitions FOR UPDATE", blocker))
            await hold.ExecuteNonQueryAsync();

        // Some are being written, ten are in the queue, the others wait outside.
        var appends = Enumerable.Range(0, 80).Select(i => log.AppendAsync(LogContent.Numbered("k", i, 1), CancellationToken.None).AsTask())
            .ToList();
        Assert.DoesNotContain(appends, append => append.IsCompleted);
        await block.RollbackAsync();
        await Task.WhenAll(appends);
        await log.DisposeAsync();

        await using var again = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions());
        Assert.Equal(Enumerable.Range(0, 80).Select(i => $"k:{i}"), await LogContent.ReadAllAsync(again, 0));
        Assert.InRange((long)(await database.ScalarAsync("SELECT count(*) FROM event_log"))!, 1, 40);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => log.AppendAsync(LogContent.Numbered("k", 0, 1), CancellationToken.None).AsTask());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(5000)]
    public async Task A_senseless_option_is_named_with_what_is_allowed(int livePartitions)
    {
        var database = await postgres.CreateDatabaseAsync();

        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = livePartitions }));

        Assert.Contains("LivePartitions", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 1024", error.Message, StringComparison.Ordinal);
    }
}
