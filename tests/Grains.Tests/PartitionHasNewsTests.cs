using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Partitions;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Tests;

/// <summary>When a partition has closing ask for a report, on a clock that the tests move.</summary>
public sealed class PartitionHasNewsTests
{
    private static readonly PipelineOptions Options = new();

    private readonly ManualClock _clock = new();
    private long _nextOffset;
    private PartitionReport? _last;
    private long? _askedAfter;

    [Fact]
    public async Task AnActivationThatHasNotReported_HasNews_Once()
    {
        using var partition = await OpenAsync();
        Assert.True(partition.TryTakeNews());
        Assert.False(partition.TryTakeNews());
        Assert.True(partition.HasNews);

        Report(partition);
        Assert.False(partition.HasNews);
        Assert.False(partition.TryTakeNews());
    }

    [Fact]
    public async Task AWindowThatIsOpened_IsNews_AndMoreEventsOfItAreNot()
    {
        using var partition = await OpenReportedAsync();
        _clock.Advance(Options.UpdateInterval);
        await DeliverAsync(partition, 1);
        Assert.True(partition.TryTakeNews());
        Assert.Single(Report(partition).OpenWindows);
        Assert.False(partition.HasNews);

        _clock.Advance(Options.UpdateInterval);
        await DeliverAsync(partition, 2);
        Assert.False(partition.HasNews);
    }

    [Fact]
    public async Task AWindowThatIsOpened_StaysNews_UntilAReportListsIt()
    {
        using var partition = await OpenReportedAsync();
        await DeliverAsync(partition, 1); // too soon after the last update
        Assert.True(partition.TryTakeNews());
        Assert.Empty(Report(partition).OpenWindows);
        Assert.True(partition.TryTakeNews());

        _clock.Advance(Options.UpdateInterval);
        Assert.Single(Report(partition).OpenWindows);
        Assert.False(partition.HasNews);
    }

    [Fact]
    public async Task ACommit_IsNews_AndOneWithNothingToStoreIsNot()
    {
        using var partition = await OpenReportedAsync();
        await DeliverAsync(partition, 1);
        _clock.Advance(Options.UpdateInterval);
        Report(partition);
        await partition.CommitAsync(default);
        Assert.True(partition.TryTakeNews());
        Assert.Equal(1, Report(partition).CommittedOffset);

        await partition.CommitAsync(default);
        Assert.False(partition.HasNews);
    }

    [Fact]
    public async Task RecordsAfterItWasIdle_AreNews()
    {
        using var partition = await OpenReportedAsync();
        await DeliverAsync(partition, 1);
        await partition.CommitAsync(default);
        Report(partition);
        _clock.Advance(Options.IdleTimeout);
        Report(partition);
        Report(partition); // the log was asked after the one before
        Assert.Equal(PartitionPhase.Idle, _last!.Phase);
        Assert.False(partition.HasNews);

        await DeliverAsync(partition, 2);
        Assert.True(partition.TryTakeNews());
        Assert.Equal(PartitionPhase.Active, Report(partition).Phase);
    }

    private async Task<PartitionOperator> OpenReportedAsync()
    {
        var partition = await OpenAsync();
        Report(partition);
        return partition;
    }

    private Task<PartitionOperator> OpenAsync()
        => PartitionOperator.OpenAsync(
            new LogPartition(0, 0, 0, false), new EmptyStore(), new EmptyLog(), new PipelineSettings(), Options, AvroSchemaSet.Default,
            _clock, NullLogger.Instance, default);

    private PartitionReport Report(PartitionOperator partition)
    {
        var report = partition.Report(
            new PartitionNews(_nextOffset, _askedAfter, false, [], _last?.Activation ?? Guid.Empty, _last?.Commits ?? -1));
        _askedAfter = report.At;
        return _last = report;
    }

    private async Task DeliverAsync(PartitionOperator partition, double atSeconds)
    {
        var writer = new LogBatchWriter(0);
        var eventTime = HandMadeEvents.Start.AddSeconds(atSeconds);
        writer.Begin(_nextOffset);
        writer.Add(new RecordRun(_nextOffset, 1, eventTime.ToUnixTimeMilliseconds(), "FR"u8, HandMadeEvents.Encode("FR", eventTime)));
        await partition.DeliverAsync(new DeliveredBatch(writer.End(++_nextOffset)));
    }

    private sealed class EmptyStore : IPartitionStore
    {
        public Task<StoredPartition> LoadAsync(
            int partition, long earliestOffset, PipelineSettings settings, Utf8KeyInterner interner, CancellationToken cancellationToken)
            => Task.FromResult(new StoredPartition(
                new StoredCheckpoint(0, Watermark.None, default), [], new Dictionary<long, int>(),
                new HashSet<long>(), new HashSet<long>()));

        public Task CommitAsync(PartitionCommit commit, bool mayBeCommitted, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
