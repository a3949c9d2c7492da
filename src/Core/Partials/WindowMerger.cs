using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Partials;

/// <summary>
/// Merges the partials of all partitions and closes windows. It keeps, for each (kind, key, window), the partial of each partition with the
/// highest offset, so repeated, reordered and late messages, and a second sender of the same partition, change nothing. For one thread.
/// </summary>
public sealed class WindowMerger(TumblingWindows windows)
{
    private readonly SortedDictionary<long, MergedWindow> _windows = [];

    /// <summary>The merged watermark that windows were last closed by.</summary>
    public long WatermarkMs { get; private set; } = Watermark.None;

    /// <summary>All windows in memory, ascending.</summary>
    public IReadOnlyCollection<MergedWindow> Windows => _windows.Values;

    /// <summary>Whether the window's partials are in memory.</summary>
    public bool Holds(long windowStartMs) => _windows.ContainsKey(windowStartMs);

    /// <summary>The window, or null where it is not in memory.</summary>
    public MergedWindow? Find(long windowStartMs) => _windows.GetValueOrDefault(windowStartMs);

    /// <summary>Restores a window from the store: it needs all partials that any partition has contributed.</summary>
    public MergedWindow Restore(
        long windowStartMs, WindowPhase phase, IEnumerable<(int Partition, long Offset, DownloadAccumulator Partial)> partials)
    {
        var window = new MergedWindow(windows.At(windowStartMs), phase);
        _windows.Add(windowStartMs, window);
        foreach (var (partition, offset, partial) in partials)
            window.Restore(partition, offset, partial);
        return window;
    }

    /// <summary>Applies an update. Windows that were closed and removed must have been restored before.</summary>
    public void Apply(PartitionUpdate update)
    {
        foreach (var changed in update.Changed)
        {
            if (!_windows.TryGetValue(changed.WindowStartMs, out var window))
            {
                window = new MergedWindow(windows.At(changed.WindowStartMs), WindowPhase.Open);
                _windows.Add(changed.WindowStartMs, window);
            }

            foreach (var partial in changed.Partials)
                window.Offer(update.Partition, update.NextOffset, partial);
        }
    }

    /// <summary>
    /// Closes every open window whose end the watermark has reached; also those that were created after it had passed them.
    /// </summary>
    /// <returns>The windows closed by this call, ascending.</returns>
    public IReadOnlyList<MergedWindow> Advance(long watermarkMs)
    {
        WatermarkMs = Math.Max(WatermarkMs, watermarkMs);
        var closed = new List<MergedWindow>();
        foreach (var window in _windows.Values)
        {
            if (window.Range.EndMs > WatermarkMs)
                break;
            if (window.Phase != WindowPhase.Open)
                continue;
            window.Close();
            closed.Add(window);
        }

        return closed;
    }

    /// <summary>Forgets a window; its partials stay in the store.</summary>
    public void PutAway(long windowStartMs) => _windows.Remove(windowStartMs);
}
