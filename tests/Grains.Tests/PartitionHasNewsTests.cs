using StreamPulse.Core.Windows;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Tests;

/// <summary>When a partition has closing ask for a report, on a clock that the tests move.</summary>
public sealed class PartitionHasNewsTests
{
    private static readonly PipelineOptions Options = LonePartition.Options;

    private readonly LonePartition _lone = new();
    private PartitionReport? _last;

    [Fact]
    public async Task AnActivationThatHasNotReported_HasNews_Once()
    {
        using var partition = await _lone.OpenAsync();
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
        _lone.Clock.Advance(Options.UpdateInterval);
        await _lone.DeliverAsync(partition, 1);
        Assert.True(partition.TryTakeNews());
        Assert.Single(Report(partition).OpenWindows);
        Assert.False(partition.HasNews);

        _lone.Clock.Advance(Options.UpdateInterval);
        await _lone.DeliverAsync(partition, 2);
        Assert.False(partition.HasNews);
    }

    [Fact]
    public async Task AWindowThatIsOpened_StaysNews_UntilAReportListsIt()
    {
        using var partition = await OpenReportedAsync();
        await _lone.DeliverAsync(partition, 1); // too soon after the last update
        Assert.True(partition.TryTakeNews());
        Assert.Empty(Report(partition).OpenWindows);
        Assert.True(partition.TryTakeNews());

        _lone.Clock.Advance(Options.UpdateInterval);
        Assert.Single(Report(partition).OpenWindows);
        Assert.False(partition.HasNews);
    }

    [Fact]
    public async Task ACommit_IsNews_AndOneWithNothingToStoreIsNot()
    {
        using var partition = await OpenReportedAsync();
        await _lone.DeliverAsync(partition, 1);
        _lone.Clock.Advance(Options.UpdateInterval);
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
        await _lone.DeliverAsync(partition, 1);
        await partition.CommitAsync(default);
        Report(partition);
        _lone.Clock.Advance(Options.IdleTimeout);
        Report(partition);
        Report(partition); // the log was asked after the one before
        Assert.Equal(PartitionPhase.Idle, _last!.Phase);
        Assert.False(partition.HasNews);

        await _lone.DeliverAsync(partition, 2);
        Assert.True(partition.TryTakeNews());
        Assert.Equal(PartitionPhase.Active, Report(partition).Phase);
    }

    private async Task<PartitionOperator> OpenReportedAsync()
    {
        var partition = await _lone.OpenAsync();
        Report(partition);
        return partition;
    }

    private PartitionReport Report(PartitionOperator partition) => _last = _lone.Report(partition);
}
