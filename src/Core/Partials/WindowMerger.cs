using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Partials;

/// <summary>
/// Merges the partials of all partitions in open windows. It keeps, for each (kind, key, window), the partial of each partition with the
/// highest offset, so repeated, reordered and late messages, and a second sender of the same partition, change nothing. For one thread.
/// </summary>
public sealed class WindowMerger(TumblingWindows windows)
{
    private readonly SortedDictionary<long, MergedWindow> _windows = [];

    /// <summary>All windows in memory, ascending.</summary>
    public IReadOnlyCollection<MergedWindow> Windows => _windows.Values;

    /// <summary>Applies an update.</summary>
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

    /// <summary>Evicts a window.</summary>
    public void Evict(long windowStartMs) => _windows.Remove(windowStartMs);
}
