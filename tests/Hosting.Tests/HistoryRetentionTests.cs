using StreamPulse.Log;
using StreamPulse.Storage.Retention;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

public sealed class HistoryRetentionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task RememberedCheckpointsGoADayAfterTheRows_AndGapsStay()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO checkpoint_history (partition, next_offset, counted, late, dead_lettered, absent, missing, committed_at)
            SELECT 0, days, 0, 0, 0, 0, 0, timestamptz '2026-03-20 12:00Z' - days * interval '1 day' - interval '1 minute'
                FROM generate_series(1, 12) AS days
            """);
        await database.ExecuteAsync("INSERT INTO log_gaps (partition, from_offset, to_offset, noticed_at) VALUES (0, 1, 2, '2020-01-01')");

        var deleted = await new RowRetention(database, new RetentionOptions())
            .RunAsync(new DateTimeOffset(2026, 3, 20, 12, 0, 0, TimeSpan.Zero), default);

        Assert.Equal(5, deleted);
        Assert.Equal(7L, await database.ScalarAsync("SELECT max(next_offset) FROM checkpoint_history"));
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM log_gaps"));
    }

    [Theory]
    [InlineData("embedded", 0L, 0L)]
    [InlineData("kafka", 3L, 2L)]
    public async Task WhatTheClockDecidedOfARecord_StaysAsLongAsTheTopicHasIt(string log, long afterRows, long afterTopic)
    {
        var now = new DateTimeOffset(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);
        var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync(
            $"""
            INSERT INTO pipeline_state (window_size_ms, settings, log_kind) VALUES (60000, '{"{}"}', '{log}');
            INSERT INTO dead_letters (stage, partition, position, reason, detail, payload, created_at, published_at)
            SELECT 'log', 0, position, CASE WHEN position < 13 THEN 'event_time_in_future' ELSE 'invalid_speed' END, '', '', '2026-03-01',
                '2026-03-01' FROM generate_series(10, 15) AS position
            """);
        var retention = new RowRetention(database, new RetentionOptions());

        await retention.RunAsync(now, default);
        Assert.Equal(afterRows, await database.ScalarAsync("SELECT count(*) FROM dead_letters"));

        await retention.DeleteDecisionsAsync(now, [new LogPartition(0, 11, 20, false), new LogPartition(1, 20, 20, false)], default);
        Assert.Equal(afterTopic, await database.ScalarAsync("SELECT count(*) FROM dead_letters"));
    }
}
