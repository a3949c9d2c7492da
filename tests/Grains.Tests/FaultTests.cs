using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Whatever is killed, added, doubled or comes late, the rows are those of a run straight through.</summary>
public sealed class FaultTests(PostgresFixture postgres)
{
    /// <summary>Rows of the first commit of partition 0.</summary>
    private static readonly Dictionary<int, int> First = new() { [0] = 1 };

    [Fact]
    public async Task ASiloIsKilledAndOneAdded_WhileEventsFlow_AndNothingDiffers()
    {
        var later = GoldenTraffic.Options with { Seed = 7, StartEventTime = GoldenTraffic.Options.StartEventTime.AddMinutes(10) };
        await using var straight = await PipelineDatabase.CreateAsync(postgres);
        await straight.GenerateAsync(GoldenTraffic.Options, 30_000);
        await straight.GenerateAsync(later, 30_000);
        await straight.ProcessOnOneSiloAsync();
        await using var clustered = await PipelineDatabase.CreateAsync(postgres);
        await clustered.GenerateAsync(GoldenTraffic.Options, 30_000);

        await using var cluster = await TestCluster.StartAsync(clustered, silos: 3);
        await WaitCheckpointedAsync(clustered, 3_000);
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        await clustered.GenerateAsync(later, 30_000);
        await WaitCheckpointedAsync(clustered, 20_000);
        await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[0]);
        await cluster.WaitSettledAsync(clustered);

        await clustered.AssertVerifiedAsync();
        Assert.Equal(await straight.DumpRowsAsync(), await clustered.DumpRowsAsync());
        Assert.Equal(await straight.DumpSideOutputsAsync(), await clustered.DumpSideOutputsAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task SilosAreKilledOrStopped_AndOthersCome_AgainAndAgain_AndNothingDiffers(int seed)
    {
        const int Rounds = 5;
        var random = new Random(seed);
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        await using var cluster = await TestCluster.StartAsync(database, silos: 3);
        for (var round = 0; round < Rounds; round++)
        {
            var more = GoldenTraffic.Options with
            {
                Seed = (ulong)(100 + round),
                StartEventTime = GoldenTraffic.Options.StartEventTime.AddMinutes(4 * round),
            };
            await database.GenerateAsync(more, 12_000);
            await WaitCheckpointedAsync(database, (12_000 * round) + random.Next(12_000));
            var silo = cluster.Silos.Silos[random.Next(3)];
            await (random.Next(3) == 0 ? cluster.Silos.StopSiloAsync(silo) : cluster.Silos.KillSiloAsync(silo));
            await cluster.Silos.StartAdditionalSiloAsync();
        }

        await cluster.WaitSettledAsync(database);

        var report = await database.AssertVerifiedAsync();
        Assert.Equal(Rounds * 12_000, report.Counted + report.Late + report.DeadLettered);
    }

    [Fact]
    public async Task AllSilosAreKilled_AndOthersGoOn()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        await database.GenerateAsync(GoldenTraffic.Options, 60_000);
        await using (var first = await TestCluster.StartAsync(database, silos: 1))
        {
            await WaitCheckpointedAsync(database, 10_000);
            await first.Silos.KillSiloAsync(first.Silos.Silos[0]);
        }

        await using var second = await TestCluster.StartAsync(database, silos: 1);
        await second.WaitSettledAsync(database);

        await database.AssertVerifiedAsync();
    }

    [Fact]
    public async Task APartitionWhoseCheckpointAnotherHasMoved_IsFenced_BeginsAgain_AndDoesNoHarm()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        // All in the middle of one window, out of order or not, so that nothing but the interval commits.
        var start = GoldenTraffic.Options.StartEventTime.AddSeconds(20);
        await database.GenerateAsync(GoldenTraffic.Options with { EventsPerSecond = 200, LateShare = 0, StartEventTime = start }, 5_000);
        var rarely = TestCluster.Quick with { CommitInterval = TimeSpan.FromMinutes(5), IdleTimeout = TimeSpan.FromMinutes(10) };
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, rarely);
        var partition = cluster.Grains.GetGrain<IPartitionGrain>(0);
        await Progress.UntilAsync("records read", 5_000, async () => (await cluster.StateAsync()).Partitions.Sum(static p => p.NextOffset));
        var before = await database.NumberAsync("SELECT next_offset FROM checkpoints");
        await Progress.UntilAsync(
            "another activation has moved the checkpoint", true, () => CommitAsAnotherActivationAsync(database, 4_000));

        await Progress.UntilAsync("begun again from the other's checkpoint", true, async () =>
        {
            await TryCheckpointAsync(partition); // of nothing, and so not refused, where it has begun again before and read nothing since
            return (await cluster.StateAsync()).Partitions.Any(static p => p.CommittedOffset >= 4_000);
        });
        await Progress.UntilAsync("checkpoint of the rest", 5_000, async () =>
        {
            await TryCheckpointAsync(partition);
            return await database.NumberAsync("SELECT next_offset FROM checkpoints");
        });

        Assert.True(before < 4_000);
        Assert.Equal(5_000, await database.NumberAsync("SELECT counted + late + dead_lettered FROM checkpoints"));
    }

    [Fact]
    public async Task RowsOfOlderVersions_OrThatComeAgain_ChangeNothing()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        using var store = new PostgresRowStore(database.Source);
        await WriteAsync(store, 10, (0, 2), (1, 1));

        Assert.Equal([(0, 2), (1, 1)], await WriteAsync(store, 7, (0, 1), (1, 1))); // of an activation that was replaced
        Assert.Equal([(0, 2), (1, 1)], await WriteAsync(store, 9, (0, 3))); // knows nothing of the other partition
        await WriteAsync(store, 10, (0, 2), (1, 1));
        Assert.Equal(1, await database.NumberAsync("SELECT revision FROM device_stats WHERE total_downloads = 10"));

        Assert.Equal([(0, 2), (1, 2)], await WriteAsync(store, 11, (0, 2), (1, 2)));
        Assert.Equal(2, await database.NumberAsync("SELECT revision FROM device_stats WHERE total_downloads = 11"));
    }

    /// <summary>Another store's rows wait for them, as it would be on another silo.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PreparedRows_ThatAreNeverWritten_LeaveNothing_AndNobodyWaitsForThemForLong(bool isStopped)
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        using var other = new PostgresRowStore(database.Source);
        using var prepared = new PostgresRowStore(database.Source);
        await PrepareAsync(prepared, 600);
        var writing = WriteContentsAsync(other, ManyContents(0, 500, total: 4));
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        Assert.False(writing.IsCompleted);
        Assert.Equal(0, await database.NumberAsync("SELECT count(*) FROM content_stats"));

        if (isStopped)
            prepared.Dispose(); // otherwise its own time limit ends it
        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(500, await database.NumberAsync("SELECT count(*) FROM content_stats WHERE download_count = 4"));
        Assert.Equal(500, await database.NumberAsync("SELECT count(*) FROM content_stats"));
    }

    [Fact]
    public async Task PreparedRows_WhoseConnectionWasLost_AreWrittenByAnother()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        using var store = new PostgresRowStore(database.Source);
        await PrepareAsync(store, 600);
        Assert.Equal(1, await database.NumberAsync(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE state = 'idle in transaction' "
            + "AND query LIKE 'COPY content_stats%' AND datname = current_database()"));

        var written = await WriteContentsAsync(store, ManyContents(0, 600, total: 4));

        Assert.Equal(First, written[0]);
        Assert.Equal(600, await database.NumberAsync("SELECT count(*) FROM content_stats WHERE download_count = 4 AND revision = 1"));
    }

    [Fact]
    public async Task PreparedRows_OfAWindowThatIsWrittenWithOthers_AreWrittenWithThem()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        using var store = new PostgresRowStore(database.Source);
        await PrepareAsync(store, 600);

        await WriteContentsAsync(store, ManyContents(1, 10, total: 5), ManyContents(0, 600, total: 4));

        Assert.Equal(600, await database.NumberAsync("SELECT count(*) FROM content_stats WHERE download_count = 4 AND revision = 1"));
        Assert.Equal(610, await database.NumberAsync("SELECT count(*) FROM content_stats"));
    }

    private static Task PrepareAsync(PostgresRowStore store, int contents)
        => store.PrepareAsync(AccumulatorKind.Content, new VersionedRows(ManyContents(0, contents, total: 3), First), default);

    private static Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteContentsAsync(
        PostgresRowStore store, params WindowRows[] windows)
        => store.WriteAsync(AccumulatorKind.Content, Array.ConvertAll(windows, static w => new VersionedRows(w, First)), default);

    private static WindowRows ManyContents(int window, int count, long total)
    {
        var range = new PipelineSettings().Windows.At(window * 60_000L);
        return new WindowRows(
            range,
            [
                .. Enumerable.Range(0, count)
                    .Select(i => new ContentWindowRow($"c{i}", "t", range, total, total, 0, 0, 1, 1, default, default)),
            ],
            [], []);
    }

    [Fact]
    public async Task WhatWasNotDelivered_IsReadFromTheLog_InFrontOfTheNextDelivery()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await database.GenerateAsync(GoldenTraffic.Options, 3_000);
        var batches = await ReadBatchesAsync(database);
        var straight = NewAggregator();
        await TakeAllAsync(database, straight, batches);
        var gappy = NewAggregator();

        // The first and every third one is lost, the last one comes; one comes twice, one late.
        await TakeAllAsync(database, gappy, [.. batches.Where((_, i) => i % 3 != 0 || i == batches.Count - 1), batches[1], batches[0]]);

        Assert.Equal(batches[^1].NextOffset, straight.NextOffset);
        Assert.Equal(straight.NextOffset, gappy.NextOffset);
        Assert.Equal(straight.Totals, gappy.Totals);
        Assert.Equal(Encode(straight), Encode(gappy));
    }

    private static async Task TakeAllAsync(
        PipelineDatabase database, PartitionAggregator aggregator, IEnumerable<Streaming.LogBatch> batches)
    {
        var intake = new PartitionIntake(
            aggregator, database.Log, new FixedSchemas(AvroSchemaSet.Default), new LogEnds(TimeProvider.System), static () => true,
            static () => { }, skipLost: false,
            TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, default);
        foreach (var batch in batches)
            await intake.TakeAsync(new DeliveredBatch(batch));
    }

    private static byte[][] Encode(PartitionAggregator aggregator)
        => [
            .. aggregator.TakeUpdate().Changed.Select(static w => SegmentCodec.Encode(
                w.Partials.OrderBy(static p => p.Kind).ThenBy(static p => p.Key.ToString(), StringComparer.Ordinal)))];

    private static async Task<List<Streaming.LogBatch>> ReadBatchesAsync(PipelineDatabase database)
    {
        var writer = new Streaming.LogBatchWriter(0);
        var batches = new List<Streaming.LogBatch>();
        await using var reader = database.Log.OpenReader(0, 0);
        writer.Begin(0);
        while (await reader.ReadAsync(TimeSpan.FromMilliseconds(100), default) is { } read)
        {
            using (read)
            {
                while (read.TryReadRun(20_000 - writer.SizeBytes, out var run))
                {
                    writer.Add(run);
                    if (writer.SizeBytes < 20_000)
                        continue;
                    batches.Add(writer.End(read.EndOffset));
                    writer.Begin(run.Offset + run.Count);
                }

                batches.Add(writer.End(read.EndOffset, read.NextOffset));
                writer.Begin(read.NextOffset);
            }
        }

        return batches;
    }

    private static PartitionAggregator NewAggregator() => new(0, new PipelineSettings(), new AvroEventDecoder(AvroSchemaSet.Default));

    private static async Task TryCheckpointAsync(IPartitionGrain partition)
    {
        try
        {
            await partition.CheckpointAsync();
        }
        catch (TimeoutException)
        {
            // It was replaced meanwhile.
        }
    }

    /// <summary>
    /// What an activation on another silo would do that has read up to there; false where the grain has noticed and taken the partition
    /// back.
    /// </summary>
    private static async Task<bool> CommitAsAnotherActivationAsync(PipelineDatabase database, long toOffset)
    {
        var settings = new PipelineSettings();
        var stored = await new PostgresPartitionStore(database.Source).LoadAsync(0, 0, settings, new Utf8KeyInterner(), null, default);
        var aggregator = NewAggregator();
        aggregator.Restore(new PartitionState(
            0, stored.Checkpoint.NextOffset, stored.Checkpoint.MaxEventTimeMs, stored.Checkpoint.Totals,
            [.. stored.Windows.Select(static p => new WindowPartials(p.WindowStartMs, p.Partials))]));
        await using var reader = database.Log.OpenReader(0, aggregator.NextOffset);
        while (aggregator.NextOffset < toOffset)
        {
            using var batch = await reader.ReadAsync(TimeSpan.FromSeconds(1), default);
            while (aggregator.NextOffset < toOffset && batch!.TryRead(out var record))
                aggregator.Add(record, readAtMs: 0);
        }

        var update = aggregator.TakeUpdate();
        var commit = new PartitionCommit(
            0, stored.Checkpoint.NextOffset, aggregator.NextOffset, aggregator.MaxEventTimeMs, aggregator.Totals,
            [.. update.Changed.Select(static c => new WindowSegment(c.WindowStartMs, 1000, false, [.. c.Partials]))], update.LateEvents, [],
            [], EndsWindow: false);
        try
        {
            await new PostgresPartitionStore(database.Source).CommitAsync(commit, mayBeCommitted: false, default);
            return true;
        }
        catch (FencedException)
        {
            return false;
        }
    }

    private static async Task WaitCheckpointedAsync(PipelineDatabase database, long records)
        => await Progress.UntilAsync(
            $"{records} records in checkpoints", true,
            async () => await database.NumberAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints") >= records);

    /// <returns>The versions that the rows are made of afterwards.</returns>
    private static async Task<IEnumerable<(int, int)>> WriteAsync(
        PostgresRowStore store, long total, params (int Partition, int Version)[] versions)
    {
        var window = new WindowRange(1_800_000_000_000, 1_800_000_060_000);
        var rows = new WindowRows(
            window, [], [], [new DeviceWindowRow("iPhone 15", "17.1", window, total, total, 0, 0, null, 0, total / 1024.0)]);
        var written = await store.WriteAsync(
            AccumulatorKind.Device, [new VersionedRows(rows, versions.ToDictionary(static v => v.Partition, static v => v.Version))],
            default);
        return written[window.StartMs].Select(static w => (w.Key, w.Value)).Order();
    }
}
