using System.Globalization;
using System.Text;
using Npgsql;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Postgres;

public sealed class RetentionTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset FarAhead = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Without_a_checkpoint_nothing_is_trimmed()
    {
        var (database, log) = await FillAsync(rows: 10);
        await using var _ = log;

        Assert.Equal(new TrimResult(0, 0), await log.TrimAsync(FarAhead, 0, EventTime, CancellationToken.None));
        Assert.Equal(20, (await LogContent.ReadAllAsync(log, 0)).Count);
        Assert.Equal(DBNull.Value, await database.ScalarAsync("SELECT trimmed_from_event_time FROM log_partitions"));
    }

    [Fact]
    public async Task Rows_go_up_to_the_checkpoint_and_never_beyond_it()
    {
        var (database, log) = await FillAsync(rows: 40);
        await using var _ = log;
        await CheckpointAsync(database, 67); // inside the row of offsets 66 and 67

        var trimmed = await log.TrimAsync(FarAhead, null, EventTime, CancellationToken.None);

        Assert.Equal(66, trimmed.RecordCount);
        Assert.Equal(new LogPartition(0, 66, 80, false), Assert.Single(await log.GetPartitionsAsync(CancellationToken.None)));
        Assert.Equal(Enumerable.Range(66, 14).Select(Value), await LogContent.ReadAllAsync(log, 0));
        Assert.Equal(Time(1), await TrimmedAsync(database, "from"));
        Assert.Equal(Time(65), await TrimmedAsync(database, "to"));
        await using var late = log.OpenReader(0, 65);
        var error = await Assert.ThrowsAsync<OffsetOutOfRangeException>(
            () => late.ReadAsync(TimeSpan.Zero, CancellationToken.None).AsTask());
        Assert.Equal((66, 80), (error.EarliestOffset, error.EndOffset));
    }

    [Fact]
    public async Task The_span_of_trimmed_event_times_only_widens()
    {
        var (database, log) = await FillAsync(rows: 10);
        await using var _ = log;
        await CheckpointAsync(database, 4);
        await log.TrimAsync(FarAhead, null, EventTime, CancellationToken.None);
        Assert.Equal((Time(1), Time(3)), (await TrimmedAsync(database, "from"), await TrimmedAsync(database, "to")));

        await database.ExecuteAsync("UPDATE log_partitions SET trimmed_to_event_time = $1", Time(500));
        await CheckpointAsync(database, 20);
        await log.TrimAsync(FarAhead, null, EventTime, CancellationToken.None);

        Assert.Equal((Time(1), Time(500)), (await TrimmedAsync(database, "from"), await TrimmedAsync(database, "to")));
        Assert.Empty(await LogContent.ReadAllAsync(log, 0));
    }

    [Fact]
    public async Task Only_what_is_older_than_the_bound_goes()
    {
        var (database, log) = await FillAsync(rows: 30);
        await using var _ = log;
        await CheckpointAsync(database, 60);
        var bound = (DateTime)(await database.ScalarAsync("SELECT ingestion_time FROM event_log WHERE \"offset\" = 48"))!;

        Assert.Equal(48, (await log.TrimAsync(bound, null, EventTime, CancellationToken.None)).RecordCount);
        Assert.Equal(0, (await log.TrimAsync(bound, null, EventTime, CancellationToken.None)).RecordCount);
    }

    [Fact]
    public async Task A_log_that_is_too_large_loses_its_oldest_rows_until_it_fits()
    {
        var (database, log) = await FillAsync(rows: 30);
        await using var _ = log;
        await CheckpointAsync(database, 60);
        var size = (long)(await database.ScalarAsync("SELECT sum(octet_length(payload)) FROM event_log"))!;

        Assert.Equal(0, (await log.TrimAsync(null, size, EventTime, CancellationToken.None)).RecordCount);
        var trimmed = await log.TrimAsync(null, size / 2, EventTime, CancellationToken.None);

        var rest = (long)(await database.ScalarAsync("SELECT sum(octet_length(payload)) FROM event_log"))!;
        var oldest = (int)(await database.ScalarAsync("SELECT octet_length(payload) FROM event_log ORDER BY \"offset\" LIMIT 1"))!;
        Assert.Equal(size, rest + trimmed.SizeBytes);
        Assert.InRange(rest, size / 2 - oldest, size / 2);
    }

    // Records at even offsets have no event time, like dead letters.
    private static string Value(int offset) => offset.ToString(CultureInfo.InvariantCulture);

    private static long? EventTime(ReadOnlySpan<byte> value)
        => int.Parse(Encoding.UTF8.GetString(value)) is var offset && offset % 2 == 1
            ? new DateTimeOffset(Time(offset)).ToUnixTimeMilliseconds() : null;

    private static DateTime Time(int offset) => new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(offset);

    private static Task CheckpointAsync(NpgsqlDataSource database, long nextOffset)
        => database.ExecuteAsync("INSERT INTO checkpoints (partition, next_offset) VALUES (0, $1) ON CONFLICT (partition) DO UPDATE SET "
            + "next_offset = excluded.next_offset", nextOffset);

    private static async Task<DateTime> TrimmedAsync(NpgsqlDataSource database, string end)
        => (DateTime)(await database.ScalarAsync($"SELECT trimmed_{end}_event_time FROM log_partitions WHERE partition = 0"))!;

    private async Task<(NpgsqlDataSource Database, PostgresEventLog Log)> FillAsync(int rows)
    {
        var database = await postgres.CreateDatabaseAsync();
        var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = 1 });
        for (var row = 0; row < rows; row++)
            await log.AppendAsync(LogContent.Batch(("key", Value(row * 2)), ("key", Value(row * 2 + 1))), CancellationToken.None);
        return (database, log);
    }
}
