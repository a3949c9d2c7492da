using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Tests.Store;

/// <summary>What the engine rests on in its store. PostgreSQL and the simulated one are held to the same, so that the simulation does not lie.</summary>
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

        await Assert.ThrowsAsync<SettingsMismatchException>(() => store.EnsureSettingsAsync(Settings with { WindowSize = TimeSpan.FromSeconds(30) }, default));
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
            Batch(term, 0, 5) with { WatermarkMs = Start + 61_000, ClosedWindows = [Settings.Windows.At(Start)], DetectorStates = [new DetectorStateRow("R", "{}")] }, false, default);

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

        await Assert.ThrowsAsync<FencedException>(() => store.CommitAsync(Batch(term, 3, 9) with { Rows = [Rows(("a", 1))] }, false, default));

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

        await Assert.ThrowsAsync<FencedException>(() => store.CommitAsync(Batch(term, 5, 5) with { ClosedWindows = [Settings.Windows.At(Start)] }, false, default));
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
    public async Task Rows_written_apart_from_checkpoints_only_grow()
    {
        var (store, _) = await OpenAsync();
        await store.WriteGrownRowsAsync(Rows(("a", 5), ("b", 5)));

        await store.WriteGrownRowsAsync(Rows(("a", 4), ("b", 6)));

        Assert.Equal([("a", 5L, 1), ("b", 6L, 2)], await store.RowsAsync());
    }

    [Fact]
    public async Task An_activation_that_was_replaced_moves_no_checkpoint_and_its_partials_make_no_rows()
    {
        var (store, _) = await OpenAsync();
        var before = await store.TakeOverAsync(0);
        await store.CommitAsync(Activation(before, 0, 5), false, default);
        Assert.Empty(await store.WriteGrownRowsAsync(Rows(("a", 1)), new PartitionTerm(0, before.Term)));

        var after = await store.TakeOverAsync(0);

        Assert.True(after.Term > before.Term);
        Assert.Equal(5, after.Checkpoint.NextOffset);
        await Assert.ThrowsAsync<FencedException>(() => store.CommitAsync(Activation(before, 5, 9), false, default));
        Assert.Equal([new PartitionTerm(0, after.Term)], await store.WriteGrownRowsAsync(Rows(("a", 2)), new PartitionTerm(0, before.Term)));
        Assert.Equal([("a", 1L, 1)], await store.RowsAsync());
        await store.CommitAsync(Activation(after, 5, 9), false, default);
        Assert.Empty(await store.WriteGrownRowsAsync(Rows(("a", 2)), new PartitionTerm(0, after.Term)));
        Assert.Equal([("a", 2L, 2)], await store.RowsAsync());
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
            Batch(term, 0, 1) with { ClosedWindows = [Settings.Windows.At(Start)], Rows = [Rows(("a", 1))], Segments = [Segment(0, false, ("a", 1))] }, false, default);
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

    private static CommitBatch Activation(StoredPartition taken, long from, long to)
        => CommitBatch.Empty with { Checkpoints = [new CheckpointAdvance(0, from, to, Start, new PartitionTotals(to, 0, 0)) { Term = taken.Term }] };

    private static WindowRows Rows(params (string Content, long Total)[] rows)
    {
        var range = Settings.Windows.At(Start);
        return new WindowRows(range, [.. rows.Select(r => new ContentWindowRow(r.Content, "t", range, r.Total, r.Total, 0, 0, 1, 1, default, default))], [], []);
    }

    private static PartialSegment Segment(int number, bool replaces, params (string Key, int Total)[] partials)
        => new(0, Start, number, replaces, SegmentCodec.Encode(partials.Select(p => Partial(p.Key, p.Total))));

    private static DownloadAccumulator Partial(string key, int total)
    {
        var partial = new DownloadAccumulator(AccumulatorKind.Device, new Utf8Key(System.Text.Encoding.UTF8.GetBytes(key)));
        for (var i = 0; i < total; i++)
            partial.Add(default, default);
        return partial;
    }

    private static (int Next, string Partials) Text(StoredPartials stored)
        => (stored.NextSegment, string.Join(' ', stored.Partials.OrderBy(p => p.Key.ToString(), StringComparer.Ordinal).Select(p => $"{p.Key}={p.Total}")));
}
