using Npgsql;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Storage.Commits;
using StreamPulse.Testing;

namespace StreamPulse.Standalone.Tests;

/// <summary>
/// Rows written ahead of their window's closing: nobody sees them before the commit, and the commit decides what they say.
/// </summary>
public sealed class PreparedRowsTests(PostgresFixture postgres)
{
    private static readonly WindowRange Window = new(60_000, 120_000);

    [Fact]
    public async Task They_appear_with_the_commit_that_closes_the_window_and_as_it_says()
    {
        var database = await postgres.CreateDatabaseAsync();
        var sink = new PostgresWindowSink(database);
        var same = Row("same", 1);
        await sink.PrepareAsync(Rows(same, Row("changed", 1), Row("gone", 1)), default);
        await sink.CommitAsync(
            CommitBatch.Empty with { Rows = [Rows(Row("other window", 1, new WindowRange(0, 60_000)))] }, mayBeCommitted: false, default);
        Assert.Equal("other window:1:1", await StoredAsync(database));

        await sink.CommitAsync(Closing(same, Row("changed", 2), Row("new", 3)), mayBeCommitted: false, default);

        Assert.Equal("changed:2:1 new:3:1 other window:1:1 same:1:1", await StoredAsync(database));
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM closed_windows"));
    }

    [Fact]
    public async Task Where_rows_are_there_already_the_commit_revises_them()
    {
        var database = await postgres.CreateDatabaseAsync();
        var sink = new PostgresWindowSink(database);
        await sink.CommitAsync(CommitBatch.Empty with { Rows = [Rows(Row("a", 1), Row("b", 1))] }, mayBeCommitted: false, default);
        await sink.PrepareAsync(Rows(Row("a", 1), Row("b", 2)), default);

        await sink.CommitAsync(Closing(Row("a", 1), Row("b", 2)), mayBeCommitted: false, default);

        Assert.Equal("a:1:1 b:2:2", await StoredAsync(database));
    }

    [Fact]
    public async Task A_commit_that_may_have_taken_place_does_without_them()
    {
        var database = await postgres.CreateDatabaseAsync();
        var sink = new PostgresWindowSink(database);
        await sink.PrepareAsync(Rows(Row("a", 1)), default);
        await sink.CommitAsync(Closing(Row("a", 2)), mayBeCommitted: true, default);
        Assert.Equal("a:2:1", await StoredAsync(database));
    }

    [Fact]
    public async Task Of_two_windows_the_later_one_takes_the_place_of_the_earlier()
    {
        var database = await postgres.CreateDatabaseAsync();
        var sink = new PostgresWindowSink(database);
        var later = new WindowRange(120_000, 180_000);
        await sink.PrepareAsync(Rows(Row("a", 1)), default);
        await sink.PrepareAsync(new WindowRows(later, [Row("a", 5, later)], [], []), default);
        await sink.CommitAsync(Closing(Row("a", 1)), mayBeCommitted: false, default);
        Assert.Equal("a:1:1", await StoredAsync(database));
        await sink.ForgetPreparedAsync();
        Assert.Equal("a:1:1", await StoredAsync(database));
    }

    private static CommitBatch Closing(params ContentWindowRow[] rows)
        => CommitBatch.Empty with { ClosedWindows = [Window], Rows = [Rows(rows)] };

    private static WindowRows Rows(params ContentWindowRow[] rows) => new(rows[0].Window, [.. rows], [], []);

    private static ContentWindowRow Row(string content, long total, WindowRange? window = null)
        => new(content, content, window ?? Window, total, total, 0, 0, 1, total, new Percentiles(1, 2, 3), default);

    private static async Task<string> StoredAsync(NpgsqlDataSource database)
        => (string)(await database.ScalarAsync(
            "SELECT string_agg(content_id || ':' || download_count || ':' || revision, ' ' "
                + "ORDER BY content_id COLLATE \"C\", window_start) FROM content_stats"))!;
}
