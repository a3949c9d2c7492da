using Npgsql;
using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>A recount that could not find a wrong row would be worth nothing.</summary>
public sealed class VerifyTests(PostgresFixture postgres)
{
    private static readonly Lock Gate = new();
    private static Task<NpgsqlDataSource>? _processed;

    public static TheoryData<string, string, string> Alterations() => new()
    {
        { "content_stats", "download_count = download_count + 1", "download_count" },
        { "content_stats", "title = title || '!'", "title" },
        { "content_stats", "total_size_gb = total_size_gb + 0.001", "total_size_gb" },
        { "content_stats", "unique_users = unique_users * 2 + 10", "unique_users" },
        { "content_stats", "speed_p95_mbps = speed_p95_mbps * 1.05", "speed_p95_mbps" },
        { "region_health", "success_rate = success_rate - 0.0000001", "success_rate" },
        { "region_health", "avg_speed_mbps = avg_speed_mbps + 0.000001", "avg_speed_mbps" },
        { "region_health", "error_counts = '{}'", "error_counts" },
        { "region_health", "duration_p50_seconds = NULL", "duration_p50_seconds" },
        { "device_stats", "cancelled_downloads = cancelled_downloads + 1", "cancelled_downloads" },
        { "checkpoints", "late = late + 1, counted = counted - 1", "late" },
    };

    [Theory]
    [MemberData(nameof(Alterations))]
    public async Task AnAlteredValueIsNamed(string table, string change, string column)
    {
        await using var run = await CopyAsync();
        var altered = await run.Database.ExecuteAsync(
            $"UPDATE {table} SET {change} WHERE ctid = (SELECT min(ctid) FROM {table} "
                + $"{(table == "checkpoints" ? "WHERE next_offset > 0" : table == "region_health" ? "WHERE failed_downloads > 0" : "")})");
        Assert.Equal(1, altered);

        var report = await run.VerifyAsync();

        Assert.Contains(report.Differences, d => d.Table == table && d.Column == column);
        Assert.True(report.DifferenceCount <= 2, $"{report.DifferenceCount} differences for one change");
    }

    [Theory]
    [InlineData("content_stats")]
    [InlineData("region_health")]
    [InlineData("device_stats")]
    public async Task AMissingRowAndARowTooManyAreNamed_AndReplayMendsBoth(string table)
    {
        await using var run = await CopyAsync();
        await run.Database.ExecuteAsync($"DELETE FROM {table} WHERE ctid = (SELECT min(ctid) FROM {table})");
        var (key, other) = table switch { "content_stats" => ("content_id", ""), "region_health" => ("region", ""), _ => ("device", "") };
        await run.Database.ExecuteAsync($"UPDATE {table} SET {key} = 'nobody{other}' WHERE ctid = (SELECT max(ctid) FROM {table})");

        var report = await run.VerifyAsync();
        Assert.Equal(3, report.DifferenceCount);
        Assert.All(report.Differences, d => Assert.Equal("(row)", d.Column));

        var dry = await run.ReplayAsync(isDry: true);
        Assert.Equal((2, 1), (dry.Revised, dry.Deleted));
        Assert.Equal(3, (await run.VerifyAsync()).DifferenceCount);

        var real = await run.ReplayAsync();
        Assert.Equal((2, 1), (real.Revised, real.Deleted));
        await run.AssertVerifiedAsync();

        var again = await run.ReplayAsync();
        Assert.Equal((0, 0), (again.Revised, again.Deleted));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RowsOfAWindowThatIsNotClosed_AreRight_OnlyWhereItIsKnownWhatTheyAreMadeFrom(bool isKnown)
    {
        await using var run = await CopyAsync();
        const string Last = "(SELECT max(window_start) FROM region_health)";
        await run.Database.ExecuteAsync($"DELETE FROM closed_windows WHERE window_start = {Last}");
        if (!isKnown)
            await run.Database.ExecuteAsync($"DELETE FROM window_rows WHERE kind = 1 AND window_start = {Last}");

        var report = await run.VerifyAsync();

        Assert.Equal(report.WindowsClosed, report.WindowsCompared);
        Assert.True(report.CountedNotCompared > 0);
        Assert.Equal(!isKnown, report.DifferenceCount > 0);
        Assert.All(report.Differences, static d => Assert.Equal(("region_health", "window not closed"), (d.Table, d.Recounted)));
    }

    [Fact]
    public async Task AClosedWindowWhoseRowsLackSomethingCommitted_IsNotCompared_AndIsCounted()
    {
        await using var run = await CopyAsync();
        const string Last = "(SELECT max(window_start) FROM region_health)";
        await run.Database.ExecuteAsync($"UPDATE region_health SET total_downloads = total_downloads + 1 WHERE window_start = {Last}");
        Assert.NotEqual(0, (await run.VerifyAsync()).DifferenceCount);

        await run.Database.ExecuteAsync(
            "UPDATE window_rows SET versions = ARRAY(SELECT v - 1 FROM unnest(versions) AS u (v)) "
                + $"WHERE kind = 1 AND window_start = {Last}");
        var report = await run.VerifyAsync();
        Assert.Equal((0, 1), (report.DifferenceCount, report.WindowsDue));
        Assert.Equal(report.WindowsClosed - 1, report.WindowsCompared);
    }

    /// <summary>A copy of a database with a log and its rows.</summary>
    private async Task<EmbeddedRun> CopyAsync()
    {
        Task<NpgsqlDataSource> processed;
        lock (Gate)
            processed = _processed ??= ProcessAsync();
        return await EmbeddedRun.OnAsync(postgres, await postgres.CopyDatabaseAsync(await processed));
    }

    private async Task<NpgsqlDataSource> ProcessAsync()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(new GeneratorOptions { Seed = 5, EventsPerSecond = 40, LateShare = 0.02, OutOfOrderShare = 0.1 }, 10_000);
        await run.ProcessAsync();
        await run.AssertVerifiedAsync();
        return run.Database;
    }
}
