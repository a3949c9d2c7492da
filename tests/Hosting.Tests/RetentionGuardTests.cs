using Npgsql;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Queries;
using StreamPulse.Storage.Retention;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>A wrong clock must not delete what is not old.</summary>
public sealed class RetentionGuardTests(PostgresFixture postgres)
{
    private static readonly RetentionOptions Options = new();

    [Fact]
    public async Task NothingIsDeletedWhileTheClocksDiffer()
    {
        var database = await CreateAsync(ranAgo: "1 minute", newestAgo: "1 second", retiredAgo: "30 days");

        var refused = await new RetentionGuard(database, Options).DecideAsync(DateTimeOffset.UtcNow.AddDays(40.5), default);
        Assert.Contains("40 d apart", refused.Refusal, StringComparison.Ordinal);
        Assert.InRange(refused.Now, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        var condition = await new PostgresStoredResults(database, new StoredResultsOptions()).CheckAsync(default);
        Assert.Equal([$"Retention deletes nothing. {refused.Refusal}"], condition.Warnings());

        Assert.Null((await DecideAsync(database)).Refusal);
        condition = await new PostgresStoredResults(database, new StoredResultsOptions()).CheckAsync(default);
        Assert.Empty(condition.Warnings());
    }

    [Theory]
    [InlineData("40 days", "1 second", "nothing was deleted for 40 d")] // both clocks have jumped, and events go on
    [InlineData("1 minute", "8 days", "all data would be deleted")]
    public async Task WhatOneRunDeletesIsBounded_UntilAnOperatorConfirmsTheClock(string ranAgo, string newestAgo, string said)
    {
        var database = await CreateAsync(ranAgo, newestAgo, retiredAgo: "8 days");

        Assert.Contains(said, (await DecideAsync(database)).Refusal, StringComparison.Ordinal);
        Assert.Contains(said, (await DecideAsync(database)).Refusal, StringComparison.Ordinal);

        Assert.True(await new PostgresClocks(database).ConfirmRetentionAsync(default));
        Assert.Null((await DecideAsync(database)).Refusal);
        var state = await new PostgresClocks(database).ReadAsync(default);
        Assert.Null(state.RetentionConfirmedAt); // it counts for one run
        Assert.InRange(state.RetentionRanAt!.Value, state.Now.AddMinutes(-1), state.Now);
    }

    [Fact]
    public async Task WhereNothingHasExpired_NobodyIsAsked()
    {
        var database = await CreateAsync(ranAgo: "40 days", newestAgo: "40 days", retiredAgo: "6 days");

        Assert.Null((await DecideAsync(database)).Refusal);
    }

    private static Task<RetentionDecision> DecideAsync(NpgsqlDataSource database)
        => new RetentionGuard(database, Options).DecideAsync(DateTimeOffset.UtcNow, default);

    private async Task<NpgsqlDataSource> CreateAsync(string ranAgo, string newestAgo, string retiredAgo)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync(
            $"""
            INSERT INTO pipeline_state (window_size_ms, settings, retention_ran_at)
            VALUES (60000, '{"{}"}', clock_timestamp() - interval '{ranAgo}');
            INSERT INTO checkpoints (partition, next_offset, updated_at) VALUES (0, 5, clock_timestamp() - interval '{newestAgo}');
            INSERT INTO closed_windows (window_start, window_end, closed_at, retired_at)
            VALUES ('2026-01-01', '2026-01-01', '2026-01-01', clock_timestamp() - interval '{retiredAgo}');
            """);
        return database;
    }
}
