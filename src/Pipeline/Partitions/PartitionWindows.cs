using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Partitions;

/// <summary>
/// The windows of one partition that are in memory: those that can change, and those that wait to be committed or closed.
/// </summary>
internal sealed class PartitionWindows(TimeProvider time)
{
    /// <summary>Longer than any message about open windows can be on its way.</summary>
    private static readonly TimeSpan EvictedKept = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<long, PartitionWindow> _windows = [];
    private readonly HashSet<long> _closed = [];

    /// <summary>
    /// Windows that are not in memory and whose commits closing may not know of: version, and number of the commit.
    /// </summary>
    private readonly Dictionary<long, (int Version, long CommittedIn)> _unseen = [];

    /// <summary>Windows that were evicted in the last minute, by the time stamp of that.</summary>
    private readonly Dictionary<long, long> _evicted = [];

    private IReadOnlySet<long> _retired = new HashSet<long>();

    /// <summary>Number of the last update; grows.</summary>
    public long Updates { get; private set; }

    /// <summary>How many open windows have been added so far; grows.</summary>
    public long Opened { get; private set; }

    /// <summary>The prefix that the partials belong to.</summary>
    public long NextOffset { get; private set; }

    public IReadOnlyCollection<PartitionWindow> All => _windows.Values;

    /// <summary>The window that starts there, or null.</summary>
    public PartitionWindow? At(long startMs) => _windows.GetValueOrDefault(startMs);

    /// <summary>Starts from what the store has.</summary>
    public void Restore(StoredPartition stored)
    {
        Updates++;
        NextOffset = stored.Checkpoint.NextOffset;
        _closed.UnionWith(stored.Closed);
        foreach (var window in stored.Windows)
        {
            var restored = Add(window.WindowStartMs, window.Version);
            foreach (var partial in window.Partials)
                restored.Restore(partial, Updates);
        }

        _retired = stored.Retired;
        foreach (var (start, version) in stored.Versions.Where(v => At(v.Key) is null))
        {
            _unseen[start] = (version, 0);
            _evicted[start] = time.GetTimestamp();
        }
    }

    /// <summary>Applies an update.</summary>
    public void Apply(PartitionUpdate update)
    {
        Updates++;
        NextOffset = update.NextOffset;
        foreach (var changed in update.Changed)
        {
            var window = At(changed.WindowStartMs) ?? Add(changed.WindowStartMs, version: 0);
            foreach (var partial in changed.Partials)
                window.Take(partial, Updates);
        }
    }

    /// <summary>
    /// Windows that were committed after the given commit of this activation, the last one that the caller has seen; -1 for all windows.
    /// </summary>
    public WindowVersion[] CommittedAfter(long seen)
    {
        foreach (var start in _unseen.Where(u => u.Value.CommittedIn <= seen).Select(static u => u.Key).ToList())
            _unseen.Remove(start);
        return
        [
            .. _windows.Values.Where(w => w.CommittedVersion > 0 && w.CommittedIn > seen)
            .Select(static w => new WindowVersion(w.StartMs, w.CommittedVersion)),
            .. _unseen.Select(static u => new WindowVersion(u.Key, u.Value.Version)),
        ];
    }

    /// <summary>Windows that have events and are not known to be closed.</summary>
    public long[] Open() => [.. _windows.Values.Where(static w => !w.IsClosed).Select(static w => w.StartMs)];

    /// <summary>Notes that a window is closed, whether this partition has a part in it or not.</summary>
    public void NoteClosed(long startMs)
    {
        _closed.Add(startMs);
        if (At(startMs) is { } window)
            window.IsClosed = true;
    }

    /// <summary>Evicts windows that can no longer change here, are closed, and have nothing to commit: the store has them.</summary>
    public void EvictPassed(long passedBeforeMs)
    {
        foreach (var window in _windows.Values.Where(w => w.StartMs < passedBeforeMs && w is { IsClosed: true, HasUncommitted: false })
            .ToList())
        {
            _windows.Remove(window.StartMs);
            _evicted[window.StartMs] = time.GetTimestamp();
            if (window.CommittedVersion > 0)
                _unseen[window.StartMs] = (window.CommittedVersion, window.CommittedIn);
        }

        _closed.RemoveWhere(start => start < passedBeforeMs);
        foreach (var old in _evicted.Where(e => time.GetElapsedTime(e.Value) > EvictedKept).Select(static e => e.Key).ToList())
            _evicted.Remove(old);
    }

    /// <summary>
    /// Whether the window is not in memory because it is closed, so that nothing here can say what it held. Asked for windows that were
    /// open not long ago.
    /// </summary>
    public bool IsEvicted(long startMs) => _evicted.ContainsKey(startMs) || (_retired.Contains(startMs) && At(startMs) is null);

    private PartitionWindow Add(long startMs, int version)
    {
        // A window that was evicted can take no events: it would begin again at version 1 and override what the store has.
        if (version == 0 && _unseen.ContainsKey(startMs))
            throw new InvalidOperationException($"Window {startMs} was passed, committed and evicted, and has changed again.");
        var window = new PartitionWindow(startMs, version) { IsClosed = _closed.Contains(startMs) };
        _windows.Add(startMs, window);
        if (!window.IsClosed)
            Opened++;
        return window;
    }
}
