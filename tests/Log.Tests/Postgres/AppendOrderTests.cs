using Npgsql;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Postgres;

public sealed class AppendOrderTests(PostgresFixture postgres)
{
    private static readonly PostgresEventLogOptions OnePartition = new() { LivePartitions = 1 };

    [Fact]
    public async Task A_reader_waits_for_a_transaction_that_took_its_offset_earlier_and_commits_later()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var log = await PostgresEventLog.OpenAsync(database, OnePartition);
        await using var reader = log.OpenReader(0, 0);

        // Another process takes offset 0 and has not committed.
        await using var other = await database.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await EventRowStatements.AppendAsync(other, [Row("first")], CancellationToken.None);

        var append = log.AppendAsync(LogContent.Batch(("key", "second")), CancellationToken.None).AsTask();
        await Progress.UntilAsync("the append waits for the row lock", 1L, async () => (long)(await database.ScalarAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))!);
        Assert.False(append.IsCompleted);
        Assert.Null(await reader.ReadAsync(TimeSpan.Zero, CancellationToken.None));

        await transaction.CommitAsync();
        await append;
        Assert.Equal(["first", "second"], await LogContent.ReadAsync(reader, 0, 2));
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_no_gap()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var log = await PostgresEventLog.OpenAsync(database, OnePartition);
        await using (var other = await database.OpenConnectionAsync())
        await using (await other.BeginTransactionAsync())
            await EventRowStatements.AppendAsync(other, [Row("lost")], CancellationToken.None);

        await log.AppendAsync(LogContent.Batch(("key", "kept")), CancellationToken.None);

        Assert.Equal(["kept"], await LogContent.ReadAllAsync(log, 0));
    }

    [Fact]
    public async Task Readers_meet_no_gap_while_eight_appenders_of_two_processes_write()
    {
        const int appenders = 8;
        const int perAppender = 600;
        const int batchSize = 4;
        var database = await postgres.CreateDatabaseAsync();
        await using var first = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 2 });
        await using var ownPool = NpgsqlDataSource.Create(postgres.ConnectionStringOf(database));
        await using var second = await PostgresEventLog.OpenAsync(ownPool, new PostgresEventLogOptions { LivePartitions = 2 });

        // Keys alternate, so that both partitions are in most transactions and the order of locks matters.
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(partition => ReadUntilAsync(first, partition, done.Token)).ToList();
        await Task.WhenAll(Enumerable.Range(0, appenders).Select(async appender =>
        {
            var log = appender % 2 == 0 ? first : second;
            for (var i = 0; i < perAppender; i += batchSize)
            {
                var batch = Enumerable.Range(i, batchSize).Select(n => ($"key{n % 9}", $"{appender}/{n}"));
                await log.AppendAsync(LogContent.Batch([.. batch]), CancellationToken.None);
            }
        }));
        await done.CancelAsync();
        var read = (await Task.WhenAll(readers)).ToList();

        var expected = Enumerable.Range(0, appenders).SelectMany(a => Enumerable.Range(0, perAppender).Select(n => $"{a}/{n}"));
        Assert.Equal(expected.Order(), read.SelectMany(values => values).Order());
        foreach (var values in read)
        {
            foreach (var ofOne in values.Select(value => value.Split('/')).GroupBy(parts => parts[0]))
                Assert.Equal(ofOne.Select(parts => int.Parse(parts[1])).Order(), ofOne.Select(parts => int.Parse(parts[1])));
        }
    }

    /// <summary>Reads during the appends and then up to the end. Checks every batch for consecutive offsets.</summary>
    private static async Task<List<string>> ReadUntilAsync(PostgresEventLog log, int partition, CancellationToken allAppended)
    {
        var values = new List<string>();
        await using var reader = log.OpenReader(partition, 0);
        while (true)
        {
            var last = allAppended.IsCancellationRequested;
            using var batch = await reader.ReadAsync(TimeSpan.FromMilliseconds(last ? 0 : 50), CancellationToken.None);
            if (batch is not null)
                LogContent.Take(batch, 0, values);
            else if (last)
                return values;
        }
    }

    private static EncodedSegment Row(string value)
    {
        var row = new EncodedSegment(0);
        row.Add(System.Text.Encoding.UTF8.GetBytes(value));
        return row;
    }
}
