using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Tests.Store;

/// <summary>
/// What the engine relies on in its store. The PostgreSQL store and the simulated one must pass the same tests, so that the simulation
/// behaves as the real store does.
/// </summary>
public abstract class StoreContractTests
{
    private const long Start = 1_767_225_600_000;

    private static readonly PipelineSettings Settings = new();

    /// <summary>A store with nothing in it.</summary>
    protected abstract Task<IStoreUnderTest> OpenEmptyAsync();

    [Fact]
    public async Task Settings_are_laid_down_once_and_others_are_refused()
    {
        var store = await OpenEmptyAsync();
        await store.EnsureSettingsAsync(Settings, default);
        await store.EnsureSettingsAsync(Settings, default);

        await Assert.ThrowsAsync<SettingsMismatchException>(
            () => store.EnsureSettingsAsync(Settings with { WindowSize = TimeSpan.FromSeconds(30) }, default));
    }

    [Fact]
    public async Task A_store_belongs_to_one_log()
    {
        var store = await OpenEmptyAsync();
        await store.EnsureSettingsAsync(Settings, default);
        await store.EnsureLogAsync(new LogIdentity("kafka", "a", "1"), default);
        Assert.Equal("1", (await store.EnsureLogAsync(new LogIdentity("kafka", "a", null), default)).Incarnation);

        await Assert.ThrowsAsync<LogMismatchException>(() => store.EnsureLogAsync(new LogIdentity("kafka", "a", "2"), default));
    }

    [Fact]
    public async Task What_was_committed_is_loaded()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(
            Batch(term, 0, 5) with
            {
                WatermarkMs = Start + 61_000,
                ClosedWindows = [Settings.Windows.At(Start)],
                DetectorStates = [new DetectorStateRow("R", "{}")],
            }, false, default);

        var loaded = await store.LoadAsync(default);

        Assert.Equal(Start + 61_000, loaded.WatermarkMs);
        Assert.Equal(new StoredCheckpoint(5, Start, new PartitionTotals(5, 0, 0)), loaded.Checkpoints[0]);
        Assert.Equal([Start], loaded.ClosedWindowStarts);
        Assert.Empty(loaded.RetiredWindowStarts);
        Assert.Equal("{}", loaded.DetectorStates["R"]);
    }

    [Fact]
    public async Task A_checkpoint_that_was_moved_by_another_refuses_the_whole_batch()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(Batch(term, 0, 5), false, default);

        await Assert.ThrowsAsync<FencedException>(
            () => store.CommitAsync(Batch(term, 3, 9) with { Rows = [Rows(("a", 1))] }, false, default));

        Assert.Equal(5, (await store.LoadAsync(default)).Checkpoints[0].NextOffset);
        Assert.Empty(await store.RowsAsync());
    }

    [Fact]
    public async Task A_batch_that_may_be_committed_is_found_to_be_and_not_written_again()
    {
        var (store, term) = await OpenAsync();
        var batch = Batch(term, 0, 5) with { Rows = [Rows(("a", 1))], Segments = [Segment(0, false, ("a", 1))] };
        await store.CommitAsync(batch, false, default);

        await store.CommitAsync(batch, mayBeCommitted: true, default);

        await Assert.ThrowsAsync<FencedException>(() => store.CommitAsync(batch, mayBeCommitted: false, default));
        Assert.Equal([("a", 1L, 1)], await store.RowsAsync());
    }

    [Fact]
    public async Task A_batch_in_doubt_is_not_taken_for_another_one_that_led_to_the_same_offset()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(Batch(term, 0, 5), false, default);

        await Assert.ThrowsAsync<FencedException>(() => store.CommitAsync(Batch(term, 0, 5), mayBeCommitted: true, default));
    }

    [Fact]
    public async Task A_later_claim_refuses_the_engine_before_it_also_where_no_checkpoint_moves()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(Batch(term, 0, 5), false, default);
        var later = await store.ClaimAsync(default);
        Assert.True(later > term);

        await Assert.ThrowsAsync<FencedException>(
            () => store.CommitAsync(Batch(term, 5, 5) with { ClosedWindows = [Settings.Windows.At(Start)] }, false, default));
        await Assert.ThrowsAsync<FencedException>(() => store.CommitAsync(Batch(term, 0, 5), mayBeCommitted: true, default));
        await Assert.ThrowsAsync<FencedException>(() => store.RetireAsync([Start], term, default));

        Assert.Empty((await store.LoadAsync(default)).ClosedWindowStarts);
        await store.CommitAsync(Batch(later, 5, 6), false, default);
        await store.CommitAsync(Batch(null, 6, 7), false, default); // a cluster has no one owner
    }

    [Fact]
    public async Task A_higher_segment_overrides_and_a_replacing_one_replaces()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(Batch(term, 0, 1) with { Segments = [Segment(0, false, ("a", 1), ("b", 1))] }, false, default);
        await store.CommitAsync(Batch(term, 1, 2) with { Segments = [Segment(1, false, ("a", 2))] }, false, default);
        Assert.Equal((2, "a=2 b=1"), Text(Assert.Single(await store.LoadPartialsAsync([Start], new Utf8KeyInterner(), default))));

        await store.CommitAsync(Batch(term, 2, 3) with { Segments = [Segment(2, true, ("a", 3))] }, false, default);

        Assert.Equal((3, "a=3"), Text(Assert.Single(await store.LoadPartialsAsync([Start], new Utf8KeyInterner(), default))));
        Assert.Equal([(0, Start)], await store.ListPartialsAsync(default));
    }

    [Fact]
    public async Task A_row_that_says_the_same_keeps_its_revision_and_one_that_differs_gets_the_next()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(Batch(term, 0, 1) with { Rows = [Rows(("a", 1), ("b", 1))] }, false, default);

        await store.CommitAsync(Batch(term, 1, 2) with { Rows = [Rows(("a", 1), ("b", 2), ("c", 1))] }, false, default);

        Assert.Equal([("a", 1L, 1), ("b", 2L, 2), ("c", 1L, 1)], await store.RowsAsync());
    }

    [Fact]
    public async Task A_partition_commits_its_segments_with_its_offset_and_loads_them_with_their_versions()
    {
        var (store, _) = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1), ("b", 1)])));
        await CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)]), (Start + 60_000, 1, [("c", 1)])));

        var loaded = await store.PartitionsAsync(p => p.LoadAsync(0, 0, Settings, new Utf8KeyInterner(), default));

        Assert.Equal(new StoredCheckpoint(5, Start, new PartitionTotals(5, 0, 0)), loaded.Checkpoint);
        Assert.Equal([(Start, 2), (Start + 60_000, 1)], loaded.Versions.Select(static v => (v.Key, v.Value)).Order());
        Assert.Equal(["a=2 b=1", "c=1"], loaded.Windows.OrderBy(static w => w.WindowStartMs).Select(static w => Text(w.Partials)));
        var window = Assert.Single(
            await store.RowsAsync(r => r.LoadWindowsAsync(0, [Start, Start + 120_000], new Utf8KeyInterner(), default)));
        Assert.Equal((Start, 2, "a=2 b=1"), (window.WindowStartMs, window.Version, Text(window.Partials)));
        Assert.Equal([0], await store.RowsAsync(static r => r.ListPartitionsAsync(default)));
    }

    [Fact]
    public async Task A_partition_whose_checkpoint_was_moved_by_another_is_fenced_and_one_in_doubt_finds_its_own_commit()
    {
        var (store, _) = await OpenAsync();
        var commit = Commit(0, 3, (Start, 1, [("a", 1)]));
        await CommitAsync(store, commit);

        await Assert.ThrowsAsync<FencedException>(() => CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 9)]))));
        await Assert.ThrowsAsync<FencedException>(() => CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 9)])), mayBeCommitted: true));
        await CommitAsync(store, commit, mayBeCommitted: true);

        Assert.Equal(
            "a=1", Text((await store.RowsAsync(static r => r.LoadWindowsAsync(0, [Start], new Utf8KeyInterner(), default)))[0].Partials));
    }

    [Fact]
    public async Task Rows_never_go_back_to_older_versions()
    {
        var (store, _) = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        await CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)])));
        Assert.Equal([(0, 2)], await WriteAsync(store, ("a", 5), (0, 2)));

        Assert.Equal([(0, 2)], await WriteAsync(store, ("a", 4), (0, 1)));

        Assert.Equal([("a", 5L, 1)], await store.RowsAsync());
        Assert.Equal([(0, 2)], await WriteAsync(store, ("a", 5), (0, 2)));
        Assert.Equal([("a", 5L, 1)], await store.RowsAsync());
    }

    [Fact]
    public async Task Closing_loads_what_is_committed_and_what_rows_are_made_of()
    {
        var (store, _) = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        await CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)])));
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
            await WriteAsync(store, ("a", 1), kind, (0, 2));
        await CloseAsync(store, Start + 61_000);
        await CommitAsync(store, Commit(5, 6, (Start, 3, [("a", 3)])));
        await WriteAsync(store, ("a", 1), AccumulatorKind.Region, (0, 3));

        var loaded = await store.WindowsAsync(static w => w.LoadAsync(default));

        Assert.Equal(Start + 61_000, loaded.WatermarkMs);
        var window = Assert.Single(loaded.Windows);
        Assert.Equal((Start, true, 3), (window.WindowStartMs, window.IsClosed, window.Committed[0]));
        Assert.Equal([2, 3, 2], window.Written.Select(static w => w.GetValueOrDefault(0)));
    }

    [Fact]
    public async Task A_window_closes_once_when_its_rows_lack_nothing_and_in_the_order_of_judgements()
    {
        var (store, _) = await OpenAsync();
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        await Assert.ThrowsAsync<FencedException>(() => CloseAsync(store, Start + 61_000));
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
            await WriteAsync(store, ("a", 1), kind, (0, 1));
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
        var (store, _) = await OpenAsync();
        await CloseAsync(store, Start + 61_000);
        await CommitAsync(store, Commit(0, 3, (Start, 1, [("a", 1)])));
        Assert.Empty(await store.WindowsAsync(static w => w.RetireAsync([Start], default)));
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
            await WriteAsync(store, ("a", 1), kind, (0, 1));

        Assert.Equal([Start], await store.WindowsAsync(static w => w.RetireAsync([Start], default)));

        await WriteAsync(store, ("a", 7), (0, 1)); // held up on its way
        Assert.Equal([("a", 1L, 1)], await store.RowsAsync());
        Assert.Equal([Start], (await store.WindowsAsync(static w => w.LoadAsync(default))).Retired);
        Assert.Empty(await store.RowsAsync(static r => r.LoadWindowsAsync(0, [Start], new Utf8KeyInterner(), default)));
        await Assert.ThrowsAsync<FencedException>(() => CommitAsync(store, Commit(3, 5, (Start, 2, [("a", 2)]))));
        Assert.Equal(
            3, (await store.PartitionsAsync(p => p.LoadAsync(0, 0, Settings, new Utf8KeyInterner(), default))).Checkpoint.NextOffset);
    }

    [Fact]
    public async Task A_late_event_is_there_once()
    {
        var (store, term) = await OpenAsync();
        var late = new PartitionLateEvent(0, new LateEvent(3, LateReason.BeyondAllowedLateness, Start, Start, "c", "R"));
        await store.CommitAsync(Batch(term, 0, 5) with { LateEvents = [late] }, false, default);

        await store.CommitAsync(Batch(term, 5, 6) with { LateEvents = [late] }, false, default);

        Assert.Equal([(0, 3L)], await store.LateEventsAsync());
    }

    [Fact]
    public async Task A_retired_window_keeps_its_rows_and_loses_its_partials()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(
            Batch(term, 0, 1) with
            {
                ClosedWindows = [Settings.Windows.At(Start)],
                Rows = [Rows(("a", 1))],
                Segments = [Segment(0, false, ("a", 1))],
            }, false, default);
        Assert.Equal([Start], await store.ListClosedBeforeAsync(DateTimeOffset.MaxValue.AddYears(-1), default));
        Assert.Empty(await store.ListClosedBeforeAsync(DateTimeOffset.UnixEpoch, default));

        await store.RetireAsync([Start], term, default);

        var loaded = await store.LoadAsync(default);
        Assert.Equal([Start], loaded.RetiredWindowStarts);
        Assert.Empty(loaded.ClosedWindowStarts);
        Assert.Empty(await store.ListPartialsAsync(default));
        Assert.Empty(await store.ListClosedBeforeAsync(DateTimeOffset.MaxValue.AddYears(-1), default));
        Assert.Single(await store.RowsAsync());
    }

    [Fact]
    public async Task A_checkpoint_is_made_once()
    {
        var (store, term) = await OpenAsync();
        await store.CommitAsync(Batch(term, 0, 5), false, default);

        Assert.Equal(5, (await store.EnsureCheckpointAsync(0, 0, default)).NextOffset);
        Assert.Equal(new StoredCheckpoint(17, Watermark.None, default), await store.EnsureCheckpointAsync(1, 17, default));
    }

    private async Task<(IStoreUnderTest Store, long Term)> OpenAsync()
    {
        var store = await OpenEmptyAsync();
        await store.EnsureSettingsAsync(Settings, default);
        var term = await store.ClaimAsync(default);
        await store.EnsureCheckpointAsync(0, 0, default);
        return (store, term);
    }

    private static CommitBatch Batch(long? term, long from, long to)
        => CommitBatch.Empty with { Term = term, Checkpoints = [new CheckpointAdvance(0, from, to, Start, new PartitionTotals(to, 0, 0))] };

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

    private static Task<bool> CloseAsync(IStoreUnderTest store, long watermarkMs, long? closings = null)
        => store.WindowsAsync(async w =>
        {
            var judgement = new Judgement(
                new AlertOutcome([], new Dictionary<string, string> { ["R"] = "{}" }),
                closings ?? (await w.LoadDetectorsAsync(default)).Closings);
            await w.CloseAsync([Settings.Windows.At(Start)], judgement, watermarkMs, default);
            return true;
        });

    private static Task<IEnumerable<(int, int)>> WriteAsync(
        IStoreUnderTest store, (string Content, long Total) row, params (int Partition, int Version)[] versions)
        => WriteAsync(store, row, AccumulatorKind.Content, versions);

    private static async Task<IEnumerable<(int, int)>> WriteAsync(
        IStoreUnderTest store, (string Content, long Total) row, AccumulatorKind kind, params (int Partition, int Version)[] versions)
    {
        var rows = new VersionedRows(Rows(row), versions.ToDictionary(static v => v.Partition, static v => v.Version));
        var written = await store.RowsAsync(r => r.WriteAsync(kind, [rows], default));
        return written[Start].Select(static w => (w.Key, w.Value)).Order();
    }

    private static WindowRows Rows(params (string Content, long Total)[] rows)
    {
        var range = Settings.Windows.At(Start);
        return new WindowRows(
            range, [.. rows.Select(r => new ContentWindowRow(r.Content, "t", range, r.Total, r.Total, 0, 0, 1, 1, default, default))], [],
            []);
    }

    private static PartialSegment Segment(int number, bool replaces, params (string Key, int Total)[] partials)
        => new(0, Start, number, replaces, SegmentCodec.Encode(partials.Select(p => Partial(p.Key, p.Total))));

    private static DownloadAccumulator Partial(string key, int total)
    {
        var partial = new DownloadAccumulator(AccumulatorKind.Content, new Utf8Key(System.Text.Encoding.UTF8.GetBytes(key)));
        for (var i = 0; i < total; i++)
            partial.Add(default, default);
        return partial;
    }

    private static (int Next, string Partials) Text(StoredPartials stored)
        => (stored.NextSegment, Text(stored.Partials));

    private static string Text(IEnumerable<DownloadAccumulator> partials)
        => string.Join(
            ' ', partials.OrderBy(static p => p.Key.ToString(), StringComparer.Ordinal).Select(static p => $"{p.Key}={p.Total}"));
}
