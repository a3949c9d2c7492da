using Npgsql;
using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Operations.DeadLetters;
using StreamPulse.Storage.DeadLetters;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>The state of retries in a real database, with a log that answers as it is told.</summary>
public sealed class DeadLetterRetryTests(PostgresFixture postgres)
{
    private const long All = long.MaxValue;

    [Fact]
    public async Task WhatHasNoKnownOutcomeIsLeftStarted_WhatIsRefusedMayBeTakenAgain_WhatIsDoneNever()
    {
        var database = await postgres.CreateDatabaseAsync();
        var ids = await InsertAsync(database, 5);
        var store = new DeadLetterRetryStore(database);
        var log = new ScriptedLog { [ids[2]] = DeliveryOutcome.Unknown, [ids[3]] = DeliveryOutcome.Refused };
        var retry = new DeadLetterRetry(store, log, TimeProvider.System);

        var first = await retry.RunAsync(new RetrySelection(null, "poison", Again: false), All, null, CancellationToken.None);
        Assert.Equal((3, 1, 1), (first.Appended, first.Refused, first.Unknown));
        Assert.Equal(["done", "done", "started", "", "done"], await StatesAsync(database));

        log.Clear();
        var second = await retry.RunAsync(new RetrySelection(null, "poison", Again: false), All, null, CancellationToken.None);
        Assert.Equal((1, null), (second.Appended, second.Problem));
        Assert.Equal([ids[3]], log.LastAppended);

        var third = await retry.RunAsync(new RetrySelection(null, "poison", Again: true), All, null, CancellationToken.None);
        Assert.Equal([ids[2]], log.LastAppended);
        Assert.Equal(1, third.Appended);
        Assert.Equal(["done", "done", "done", "done", "done"], await StatesAsync(database));

        log.LastAppended.Clear();
        await retry.RunAsync(new RetrySelection(ids, null, Again: true), All, null, CancellationToken.None);
        Assert.Empty(log.LastAppended);
    }

    [Fact]
    public async Task StartedIsCommittedBeforeTheLogIsAsked()
    {
        var database = await postgres.CreateDatabaseAsync();
        await InsertAsync(database, 1);
        var log = new ScriptedLog { OnAppend = async () => Assert.Equal(["started"], await StatesAsync(database)) };
        await new DeadLetterRetry(new DeadLetterRetryStore(database), log, TimeProvider.System)
            .RunAsync(new RetrySelection(null, "poison", Again: false), All, null, CancellationToken.None);
        Assert.Single(log.LastAppended);
    }

    [Fact]
    public async Task WhatBecomesADeadLetterMeanwhileIsNotTaken()
    {
        var database = await postgres.CreateDatabaseAsync();
        var ids = await InsertAsync(database, 250);
        var store = new DeadLetterRetryStore(database);
        var counts = await store.CountAsync(new RetrySelection(null, "poison", Again: false), CancellationToken.None);
        var failedAgain = 250;
        var log = new ScriptedLog();
        log.OnAppend = async () =>
        {
            Assert.True(failedAgain < 2500, "It retries what its own retries left, for ever.");
            await InsertAsync(database, log.LastAppended.Count, failedAgain += 250); // each fails again, for the same reason
        };

        var result = await new DeadLetterRetry(store, log, TimeProvider.System)
            .RunAsync(new RetrySelection(null, "poison", Again: false), counts.LastId, null, CancellationToken.None);

        Assert.Equal(250, result.Appended);
        Assert.Equal(ids[^1], counts.LastId);
    }

    [Fact]
    public async Task OneAtATime()
    {
        var database = await postgres.CreateDatabaseAsync();
        var store = new DeadLetterRetryStore(database);
        await using (var first = await store.TryLockAsync(CancellationToken.None))
        {
            Assert.NotNull(first);
            Assert.Null(await store.TryLockAsync(CancellationToken.None));
        }

        await using var next = await store.TryLockAsync(CancellationToken.None);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task UnpublishedOnesAreTakenInOrder_WithinBothBounds()
    {
        var database = await postgres.CreateDatabaseAsync();
        var ids = await InsertAsync(database, 10);
        var store = new DeadLetterStore(database);
        Assert.Equal(ids[..4], await TakeAsync(4, 1_000_000));
        Assert.Equal(ids[..1], await TakeAsync(10, 1)); // one that is larger than the bound all the same
        Assert.Equal(ids[..3], await TakeAsync(10, 9)); // of 4 bytes each

        await store.MarkPublishedAsync(ids[..6], DateTimeOffset.UnixEpoch, CancellationToken.None);
        Assert.Equal(ids[6..], await TakeAsync(10, 1_000_000));
        Assert.Equal(4, await store.CountUnpublishedAsync(CancellationToken.None));

        async Task<long[]> TakeAsync(int letters, long bytes)
            => [.. (await store.TakeUnpublishedAsync(letters, bytes, CancellationToken.None)).Select(d => d.Summary.Id)];
    }

    private static async Task<long[]> InsertAsync(NpgsqlDataSource database, int count, int firstPosition = 0)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO dead_letters (stage, partition, position, reason, detail, payload) "
            + $"SELECT 'log', 0, {firstPosition} + n, 'poison', 'of a test', 'four' FROM generate_series(1, {count}) AS n RETURNING id");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<long>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetInt64(0));
        return [.. ids.Order()];
    }

    private static async Task<string[]> StatesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT array_agg(coalesce(retry_state, '') ORDER BY id) FROM dead_letters");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A log that acknowledges all but what it is told.</summary>
    private sealed class ScriptedLog : Dictionary<long, DeliveryOutcome>, IRetryTarget
    {
        public List<long> LastAppended { get; } = [];

        public Func<Task>? OnAppend { get; set; }

        public async Task<IReadOnlyList<RecordDelivery>> AppendAsync(IReadOnlyList<StoredDeadLetter> letters)
        {
            LastAppended.Clear();
            LastAppended.AddRange(letters.Select(l => l.Summary.Id));
            if (OnAppend is not null)
                await OnAppend();
            return [.. letters.Select(l => TryGetValue(l.Summary.Id, out var told)
                ? new RecordDelivery(told, false, "as told")
                : new RecordDelivery(DeliveryOutcome.Acknowledged, false, null))];
        }
    }
}
