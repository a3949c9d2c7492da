using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Simulation.Tests.Store;

/// <summary>
/// What the operators rely on in their store. PostgreSQL's stores and the simulated one must pass the same tests, so that the simulation
/// behaves as the real store does.
/// </summary>
public abstract class StoreContractTests
{
    private const long Start = 1_767_225_600_000;

    /// <summary>The settings of the rows in the store.</summary>
    protected static readonly PipelineSettings Settings = new();

    /// <summary>A store with nothing in it.</summary>
    protected abstract Task<IStoreUnderTest> OpenEmptyAsync();

    [Fact]
    public async Task A_checkpoint_is_made_once()
    {
        var store = await OpenEmptyAsync();
        var made = await LoadPartitionAsync(store, partition: 1, earliestOffset: 17);
        Assert.Equal(new StoredCheckpoint(17, Watermark.None, default), made.Checkpoint);
        Assert.Empty(made.Windows);

        Assert.Equal(17, (await LoadPartitionAsync(store, partition: 1, earliestOffset: 20)).Checkpoint.NextOffset);
    }

    [Fact]
    public async Task A_checkpoint_that_was_moved_by_another_refuses_the_whole_commit()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 5));

        await Assert.ThrowsAsync<FencedException>(
            () => CommitAsync(store, Commit(3, 9, (Start, 1, [("a", 1)])) with { LateEvents = [LateEvent(3)] }));

        var loaded = await LoadPartitionAsync(store);
        Assert.Equal(5, loaded.Checkpoint.NextOffset);
        Assert.Empty(loaded.Versions);
        Assert.Empty(await store.LateEventsAsync());
    }

    [Fact]
    public async Task A_higher_version_overrides_and_a_replacing_one_replaces()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 1, (Start, 1, [("a", 1), ("b", 1)])));
        await CommitAsync(store, Commit(1, 2, (Start, 2, [("a", 2)])));
        Assert.Equal((2, "a=2 b=1"), Text(Assert.Single(await LoadWindowsAsync(store))));

        var third = Commit(2, 3, (Start, 3, [("a", 3)]));
        await CommitAsync(store, third with { Segments = [third.Segments[0] with { ReplacesEarlier = true }] });

        Assert.Equal((3, "a=3"), Text(Assert.Single(await LoadWindowsAsync(store))));
    }

    [Fact]
    public async Task A_row_that_says_the_same_keeps_its_revision_and_one_that_differs_gets_the_next()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 1, (Start, 1, [("a", 1)])));
        await WriteAsync(store, [("a", 1), ("b", 1)], AccumulatorKind.Content, (0, 1));
        await CommitAsync(store, Commit(1, 2, (Start, 2, [("b", 2)])));

        await WriteAsync(store, [("a", 1), ("b", 2), ("c", 1)], AccumulatorKind.Content, (0, 2));

        Assert.Equal([("a", 1L, 1), ("b", 2L, 2), ("c", 1L, 1)], await store.ContentRowsAsync());
    }

    [Fact]
    public async Task A_partition_commits_its_segments_with_its_offset_and_loads_them_with_their_versions()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1), ("b", 1)])));
        await CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)]), (Start + 60_000, 1, [("c", 1)])));

        var loaded = await LoadPartitionAsync(store);

        Assert.Equal(new StoredCheckpoint(5, Start, new PartitionTotals(5, 0, 0)), loaded.Checkpoint);
        Assert.Equal([(Start, 2), (Start + 60_000, 1)], loaded.Versions.Select(static v => (v.Key, v.Value)).Order());
        Assert.Equal(["a=2 b=1", "c=1"], loaded.Windows.OrderBy(static w => w.WindowStartMs).Select(static w => Text(w.Partials)));
        var window = Assert.Single(
            await store.RowsAsync(r => r.LoadWindowsAsync(0, [Start, Start + 120_000], new Utf8KeyInterner(), default)));
        Assert.Equal((Start, 2, "a=2 b=1"), (window.WindowStartMs, window.Version, Text(window.Partials)));
        Assert.Equal([0], await store.RowsAsync(static r => r.ListPartitionsAsync(default)));
    }

    [Fact]
    public async Task A_partition_loads_windows_that_it_has_passed_only_while_they_are_open()
    {
        var store = await OpenAsync();
        var passing = Start + (long)(Settings.WindowSize + Settings.OutOfOrderness + Settings.AllowedLateness).TotalMilliseconds;
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])) with { MaxEventTimeMs = passing, MaxBoundedTimeMs = passing });
        Assert.Equal(Start, Assert.Single((await LoadPartitionAsync(store)).Windows).WindowStartMs);
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
            await WriteAsync(store, [("a", 1)], kind, (0, 1));
        await CloseAsync(store, passing);

        var loaded = await LoadPartitionAsync(store);

        Assert.Empty(loaded.Windows);
        Assert.Equal(1, loaded.Versions[Start]);
        Assert.Equal([Start], loaded.Closed);
    }

    [Fact]
    public async Task A_partition_whose_checkpoint_was_moved_by_another_is_fenced_and_one_in_doubt_finds_its_own_commit()
    {
        var store = await OpenAsync();
        var commit = Commit(0, 3, (Start, 1, [("a", 1)]));
        await CommitAsync(store, commit);

        await Assert.ThrowsAsync<FencedException>(() => CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 9)]))));
        await Assert.ThrowsAsync<FencedException>(() => CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 9)])), mayBeCommitted: true));
        await CommitAsync(store, commit, mayBeCommitted: true);

        Assert.Equal(
            "a=1", Text((await LoadWindowsAsync(store))[0].Partials));
    }

    [Fact]
    public async Task Rows_never_go_back_to_older_versions()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        await CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)])));
        Assert.Equal([(0, 2)], await WriteAsync(store, ("a", 5), (0, 2)));

        Assert.Equal([(0, 2)], await WriteAsync(store, ("a", 4), (0, 1)));

        Assert.Equal([("a", 5L, 1)], await store.ContentRowsAsync());
        Assert.Equal([(0, 2)], await WriteAsync(store, ("a", 5), (0, 2)));
        Assert.Equal([("a", 5L, 1)], await store.ContentRowsAsync());
    }

    [Fact]
    public async Task Prepared_rows_are_seen_once_they_are_written_as_they_are_then_and_in_their_first_revision()
    {
        var store = await OpenWithCommitsAsync(3);
        var early = Many(600, static i => 1 + (i % 5));
        await PrepareAsync(store, early, (0, 1));
        Assert.Empty(await store.ContentRowsAsync());

        var final = Many(610, static i => i % 100 == 7 ? 50 : 1 + (i % 5));
        Assert.Equal([(0, 2)], await WriteAsync(store, final, AccumulatorKind.Content, (0, 2)));

        Assert.Equal(final.Select(static r => (r.Content, r.Total, 1)), await store.ContentRowsAsync());
    }

    [Fact]
    public async Task Rows_that_are_there_are_not_prepared_again_and_the_next_ones_revise_them()
    {
        var store = await OpenWithCommitsAsync(3);
        await WriteAsync(store, Many(600, static _ => 1), AccumulatorKind.Content, (0, 1));

        await PrepareAsync(store, Many(600, static _ => 2), (0, 2));
        Assert.Equal([(0, 2)], await WriteAsync(store, Many(600, static _ => 2), AccumulatorKind.Content, (0, 2)));

        Assert.Equal(Many(600, static _ => 2).Select(static r => (r.Content, r.Total, 2)), await store.ContentRowsAsync());
    }

    [Fact]
    public async Task Closing_loads_what_is_committed_and_what_rows_are_made_of()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        await CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)])));
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
            await WriteAsync(store, [("a", 1)], kind, (0, 2));
        await CloseAsync(store, Start + 61_000);
        await CommitAsync(store, Commit(5, 6, (Start, 3, [("a", 3)])));
        await WriteAsync(store, [("a", 1)], AccumulatorKind.Region, (0, 3));

        var loaded = await store.WindowsAsync(static w => w.LoadAsync(default));

        Assert.Equal(Start + 61_000, loaded.WatermarkMs);
        var window = Assert.Single(loaded.Windows);
        Assert.Equal((Start, true, 3), (window.WindowStartMs, window.IsClosed, window.Committed[0]));
        Assert.Equal([2, 3, 2], window.Written.Select(static w => w.GetValueOrDefault(0)));
    }

    [Fact]
    public async Task A_window_does_not_close_with_a_judgement_by_rows_that_were_written_again()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        await WriteAllAsync(store, regionTotal: 5, version: 1);
        var judged = await DigestAsync(store);
        await CommitAsync(store, Commit(3, 4, (Start, 2, [("a", 2)])));
        await WriteAllAsync(store, regionTotal: 6, version: 2);

        await Assert.ThrowsAsync<FencedException>(() => CloseAsync(store, Start + 61_000, judgedRows: judged));

        await CloseAsync(store, Start + 61_000);
    }

    [Fact]
    public async Task A_window_closes_once_when_its_rows_lack_nothing_and_in_the_order_of_judgements()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        await Assert.ThrowsAsync<FencedException>(() => CloseAsync(store, Start + 61_000));
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
            await WriteAsync(store, [("a", 1)], kind, (0, 1));
        await Assert.ThrowsAsync<FencedException>(() => CloseAsync(store, Start + 61_000, closings: 7));
        await CloseAsync(store, Start + 61_000);

        await Assert.ThrowsAsync<FencedException>(() => CloseAsync(store, Start + 62_000));

        Assert.Equal(1, (await store.WindowsAsync(static w => w.LoadDetectorsAsync(default))).Closings);
        Assert.Equal("{}", (await store.WindowsAsync(static w => w.LoadDetectorsAsync(default))).States["R"]);

        Assert.Equal(Start + 61_000, (await store.WindowsAsync(static w => w.LoadAsync(default))).WatermarkMs);
    }

    [Fact]
    public async Task A_window_is_retired_only_when_its_rows_lack_nothing_and_takes_no_commits_after_that()
    {
        var store = await OpenAsync();
        await CloseAsync(store, Start + 61_000);
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        Assert.Empty(await store.WindowsAsync(static w => w.RetireAsync([Start], default)));
        Assert.Equal([Start], await ListClosedBeforeAsync(store, DateTimeOffset.MaxValue.AddYears(-1)));
        Assert.Empty(await ListClosedBeforeAsync(store, DateTimeOffset.UnixEpoch));
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
            await WriteAsync(store, [("a", 1)], kind, (0, 1));

        Assert.Equal([Start], await store.WindowsAsync(static w => w.RetireAsync([Start], default)));

        Assert.Empty(await ListClosedBeforeAsync(store, DateTimeOffset.MaxValue.AddYears(-1)));
        await WriteAsync(store, ("a", 7), (0, 1)); // held up on its way
        Assert.Equal([("a", 1L, 1)], await store.ContentRowsAsync());
        Assert.Equal([Start], (await store.WindowsAsync(static w => w.LoadAsync(default))).Retired);
        Assert.Empty(await LoadWindowsAsync(store));
        await Assert.ThrowsAsync<FencedException>(() => CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)]))));
        Assert.Equal(
            3, (await LoadPartitionAsync(store)).Checkpoint.NextOffset);
    }

    [Fact]
    public async Task A_late_event_is_there_once()
    {
        var store = await OpenAsync();
        await CommitAsync(store, Commit(0, 5) with { LateEvents = [LateEvent(3)] });

        await CommitAsync(store, Commit(5, 6) with { LateEvents = [LateEvent(3)] });

        Assert.Equal([(0, 3L)], await store.LateEventsAsync());
    }

    private async Task<IStoreUnderTest> OpenAsync()
    {
        var store = await OpenEmptyAsync();
        await LoadPartitionAsync(store);
        return store;
    }

    private static Task<StoredPartition> LoadPartitionAsync(IStoreUnderTest store, int partition = 0, long earliestOffset = 0)
        => store.PartitionsAsync(p => p.LoadAsync(partition, earliestOffset, Settings, new Utf8KeyInterner(), null, default));

    private static Task<IReadOnlyList<StoredWindow>> LoadWindowsAsync(IStoreUnderTest store)
        => store.RowsAsync(static r => r.LoadWindowsAsync(0, [Start], new Utf8KeyInterner(), default));

    private static Task<IReadOnlyList<long>> ListClosedBeforeAsync(IStoreUnderTest store, DateTimeOffset time)
        => store.WindowsAsync(w => w.ListClosedBeforeAsync(time, default));

    private static LateEvent LateEvent(long offset) => new(offset, LateReason.BeyondAllowedLateness, Start, Start, "c", "R");

    private static PartitionCommit Commit(
        long from, long to, params (long Start, int Version, (string Key, int Total)[] Partials)[] segments)
        => new(
            0, from, to, Start, new PartitionTotals(to, 0, 0),
            [.. segments.Select(s => new WindowSegment(s.Start, s.Version, false, [.. s.Partials.Select(p => Partial(p.Key, p.Total))]))],
            [], [], [], EndsWindow: false);

    private static Task<bool> CommitAsync(IStoreUnderTest store, PartitionCommit commit, bool mayBeCommitted = false)
        => store.PartitionsAsync(async p =>
        {
            await p.CommitAsync(commit, mayBeCommitted, default);
            return true;
        });

    private static async Task WriteAllAsync(IStoreUnderTest store, long regionTotal, int version)
    {
        await WriteAsync(store, [("a", 1)], AccumulatorKind.Content, (0, version));
        await WriteAsync(store, [("a", 1)], AccumulatorKind.Device, (0, version));
        var range = Settings.Windows.At(Start);
        var region = new RegionWindowRow(
            "EU-London", range, regionTotal, regionTotal, 0, 0, 1, null, 0, null, 0, null, null, default, default, []);
        await store.RowsAsync(r => r.WriteAsync(
            AccumulatorKind.Region,
            [new VersionedRows(new WindowRows(range, [], [region], []), new Dictionary<int, int> { [0] = version })], default));
    }

    private static async Task<string> DigestAsync(IStoreUnderTest store)
        => JudgedRows.DigestOf((await store.WindowsAsync(static w => w.LoadRegionsAsync([Start], default)))[Start]);

    private static Task<bool> CloseAsync(IStoreUnderTest store, long watermarkMs, long? closings = null, string? judgedRows = null)
        => store.WindowsAsync(async w =>
        {
            var judgement = new Judgement(
                new AlertOutcome([], new Dictionary<string, string> { ["R"] = "{}" }),
                closings ?? (await w.LoadDetectorsAsync(default)).Closings)
            {
                Rows = judgedRows ?? JudgedRows.DigestOf((await w.LoadRegionsAsync([Start], default))[Start]),
            };
            await w.CloseAsync([Settings.Windows.At(Start)], judgement, watermarkMs, 0, default);
            return true;
        });

    private static Task<IEnumerable<(int, int)>> WriteAsync(
        IStoreUnderTest store, (string Content, long Total) row, params (int Partition, int Version)[] versions)
        => WriteAsync(store, [row], AccumulatorKind.Content, versions);

    private static async Task<IEnumerable<(int, int)>> WriteAsync(
        IStoreUnderTest store, (string Content, long Total)[] rows, AccumulatorKind kind, params (int Partition, int Version)[] versions)
    {
        var versioned = new VersionedRows(Rows(rows), versions.ToDictionary(static v => v.Partition, static v => v.Version));
        var written = await store.RowsAsync(r => r.WriteAsync(kind, [versioned], default));
        return written[Start].Select(static w => (w.Key, w.Value)).Order();
    }

    private async Task<IStoreUnderTest> OpenWithCommitsAsync(int commits)
    {
        var store = await OpenAsync();
        for (var i = 0; i < commits; i++)
            await CommitAsync(store, Commit(i, i + 1, (Start, i + 1, [("a", 1)])));
        return store;
    }

    private static Task<bool> PrepareAsync(
        IStoreUnderTest store, (string Content, long Total)[] rows, params (int Partition, int Version)[] versions)
        => store.RowsAsync(async r =>
        {
            await r.PrepareAsync(
                AccumulatorKind.Content,
                new VersionedRows(Rows(rows), versions.ToDictionary(static v => v.Partition, static v => v.Version)), default);
            return true;
        });

    /// <summary>So many that they may be written in advance; in the order of their keys.</summary>
    private static (string Content, long Total)[] Many(int count, Func<int, long> total)
        => [.. Enumerable.Range(0, count).Select(i => ($"c{i:d4}", total(i)))];

    private static WindowRows Rows(params (string Content, long Total)[] rows)
    {
        var range = Settings.Windows.At(Start);
        return new WindowRows(
            range, [.. rows.Select(r => new ContentWindowRow(r.Content, "t", range, r.Total, r.Total, 0, 0, 1, 1, default, default))], [],
            []);
    }

    private static DownloadAccumulator Partial(string key, int total)
    {
        var partial = new DownloadAccumulator(AccumulatorKind.Content, new Utf8Key(System.Text.Encoding.UTF8.GetBytes(key)));
        for (var i = 0; i < total; i++)
            partial.Add(default, default);
        return partial;
    }

    private static (int Version, string Partials) Text(StoredWindow stored) => (stored.Version, Text(stored.Partials));

    private static string Text(IEnumerable<DownloadAccumulator> partials)
        => string.Join(
            ' ', partials.OrderBy(static p => p.Key.ToString(), StringComparer.Ordinal).Select(static p => $"{p.Key}={p.Total}"));
}
