using StreamPulse.Core.Partials;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Partitions;

/// <summary>The windows of one partition that somebody may still ask for, as of the last update.</summary>
internal sealed class PartitionWindows
{
    private readonly SortedDictionary<long, PartitionWindow> _windows = [];
    private readonly HashSet<long> _closedElsewhere = [];

    /// <summary>Grows with every update; the same for all that changed in one.</summary>
    public long Version { get; private set; }

    /// <summary>The prefix that the partials are of.</summary>
    public long NextOffset { get; private set; }

    public IReadOnlyCollection<PartitionWindow> All => _windows.Values;

    /// <summary>The window that starts there, or null.</summary>
    public PartitionWindow? At(long startMs) => _windows.GetValueOrDefault(startMs);

    /// <summary>Begins from what the store has.</summary>
    public void Restore(StoredPartition stored)
    {
        Version++;
        NextOffset = stored.Checkpoint.NextOffset;
        _closedElsewhere.UnionWith(stored.Closed);
        foreach (var partials in stored.Partials)
        {
            var window = new PartitionWindow(partials.WindowStartMs)
            {
                Segments = new SegmentNumbers(partials.NextSegment, partials.NextSegment),
            };
            foreach (var partial in partials.Partials)
                window.Restore(partial, Version);
            if (stored.Written.Contains(window.StartMs))
                window.RestoreWritten();
            else if (stored.Closed.Contains(window.StartMs))
                window.NoteClosed();
            _windows.Add(window.StartMs, window);
        }
    }

    /// <summary>Takes an update in.</summary>
    public void Apply(PartitionUpdate update)
    {
        Version++;
        NextOffset = update.NextOffset;
        foreach (var changed in update.Changed)
        {
            if (!_windows.TryGetValue(changed.WindowStartMs, out var window))
            {
                _windows.Add(changed.WindowStartMs, window = new PartitionWindow(changed.WindowStartMs));
                if (_closedElsewhere.Contains(changed.WindowStartMs))
                    window.NoteClosed();
            }

            foreach (var partial in changed.Partials)
                window.Take(partial, Version);
        }
    }

    /// <summary>Notes that a window is closed, whether this partition has a part in it or not.</summary>
    public void NoteClosed(long startMs)
    {
        _closedElsewhere.Add(startMs);
        At(startMs)?.NoteClosed();
    }

    /// <summary>Forgets windows that can no longer change here and about which nothing is to be done; the store has them.</summary>
    public void ForgetPassed(long passedBeforeMs)
    {
        foreach (var window in _windows.Values.Where(w => w.StartMs < passedBeforeMs && w is { IsMarked: true, HasUncommitted: false, HasUnwritten: false }).ToList())
            _windows.Remove(window.StartMs);
        _closedElsewhere.RemoveWhere(start => start < passedBeforeMs);
    }

    /// <summary>Forgets a window that is retired.</summary>
    public void Retire(long startMs) => _windows.Remove(startMs);
}
