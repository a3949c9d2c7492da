using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Alerts;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Grains.Pipeline;

/// <summary>
/// Closes windows in steps, each of which may be done again: every partition remembers what changes from now on; rows of all keys become durable; the alert
/// rules judge the regions; the store notes that the windows are closed. A crash between two steps leaves them open, and all of it is done again.
/// </summary>
internal sealed class WindowCloser(PostgresWindowSink sink, RegionFeed regions, PipelineSettings settings)
{
    /// <summary>Ends when the windows are closed for good.</summary>
    public async Task CloseAsync(long[] startsMs, IReadOnlyList<int> partitions, long watermarkMs, IGrainFactory grains)
    {
        var windows = new WindowList(startsMs);
        await Task.WhenAll(partitions.Select(p => grains.GetGrain<IPartitionGrain>(p).PrepareCloseAsync(windows)));
        await Task.WhenAll(partitions.Select(p => grains.GetGrain<IPartitionGrain>(p).CloseAsync(windows)));
        WindowRange[] ranges = [.. startsMs.Select(w => settings.Windows.At(w))];
        await regions.FeedAsync(ranges, grains);
        await sink.CommitAsync(CommitBatch.Empty with { WatermarkMs = watermarkMs, ClosedWindows = ranges }, mayBeCommitted: false, CancellationToken.None);
    }

    /// <summary>Notes the watermark.</summary>
    public Task SaveWatermarkAsync(long watermarkMs)
        => sink.CommitAsync(CommitBatch.Empty with { WatermarkMs = watermarkMs }, mayBeCommitted: false, CancellationToken.None);
}
