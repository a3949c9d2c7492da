using Microsoft.Extensions.Logging;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Alerts;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Grains.Pipeline;

/// <summary>
/// Closes windows in steps, each of which may be done again: every partition remembers what changes from now on; rows of all keys become durable; the alert
/// rules judge the regions; the store notes that the windows are closed. A crash between two steps leaves them open, and all of it is done again.
/// </summary>
internal sealed class WindowCloser(
    PostgresWindowSink sink, RegionFeed regions, SiloDeaths deaths, PipelineSettings settings, TimeProvider time, ILogger<WindowCloser> logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when the windows are closed for good.</summary>
    /// <param name="leaving">The caller gives up; the windows stay open.</param>
    public async Task CloseAsync(long[] startsMs, IReadOnlyList<int> partitions, long watermarkMs, IGrainFactory grains, CancellationToken leaving)
    {
        var windows = new WindowList(startsMs);
        await Task.WhenAll(partitions.Select(p => PrepareAsync(grains.GetGrain<IPartitionGrain>(p), windows, leaving)));
        await Task.WhenAll(partitions.Select(p => WriteRowsAsync(grains.GetGrain<IPartitionGrain>(p), p, windows, leaving)));
        WindowRange[] ranges = [.. startsMs.Select(w => settings.Windows.At(w))];
        await regions.FeedAsync(ranges, grains);
        await sink.CommitAsync(CommitBatch.Empty with { WatermarkMs = watermarkMs, ClosedWindows = ranges }, mayBeCommitted: false, leaving);
    }

    /// <summary>Notes the watermark.</summary>
    public Task SaveWatermarkAsync(long watermarkMs)
        => sink.CommitAsync(CommitBatch.Empty with { WatermarkMs = watermarkMs }, mayBeCommitted: false, CancellationToken.None);

    private Task PrepareAsync(IPartitionGrain partition, WindowList windows, CancellationToken leaving)
        => new CallPatience(deaths, time, CallPatience.ForAnswers).WaitAsync(partition.PrepareCloseAsync(windows), leaving);

    /// <summary>Asks until the partition says that its rows are durable. Each partition for itself: one that was lost and begins anew holds up no other.</summary>
    private async Task WriteRowsAsync(IPartitionGrain grain, int partition, WindowList windows, CancellationToken leaving)
    {
        var patience = new CallPatience(deaths, time, CallPatience.ForAnswers);
        for (var isWritten = false; !isWritten;)
        {
            try
            {
                isWritten = await patience.WaitAsync(grain.WriteRowsAsync(windows), leaving);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or StoreUnavailableException)
            {
                GrainLog.RowsUnknown(logger, partition, e.Message);
                await Task.Delay(AfterFailure, time, leaving);
            }
        }
    }
}
