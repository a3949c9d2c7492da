using StreamPulse.Core.Accumulators;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Closing;

/// <summary>The windows that are not retired: which are open, and which are closed and lack something in their rows.</summary>
internal sealed class WindowStates
{
    /// <summary>All kinds of rows.</summary>
    public static readonly AccumulatorKind[] Kinds = [AccumulatorKind.Content, AccumulatorKind.Region, AccumulatorKind.Device];

    private readonly Dictionary<long, WindowState> _windows = [];
    private readonly SortedSet<long> _open = [];
    private readonly SortedSet<long> _due = [];
    private readonly HashSet<long> _retired = [];

    /// <summary>Windows that have committed events and are not closed, ascending.</summary>
    public IReadOnlyCollection<long> Open => _open;

    /// <summary>Closed windows whose rows lack something that is committed, ascending.</summary>
    public IReadOnlyCollection<long> Due => _due;

    /// <summary>Whether the window is closed, retired or not.</summary>
    public bool IsClosed(long windowStartMs)
        => _retired.Contains(windowStartMs) || (_windows.TryGetValue(windowStartMs, out var window) && window.IsClosed);

    /// <summary>Whether rows of the kind lack something that is committed.</summary>
    public bool IsDue(long windowStartMs, AccumulatorKind kind)
        => _windows.TryGetValue(windowStartMs, out var window) && window.IsDue(kind);

    /// <summary>Adds what the store has.</summary>
    public void Note(StoredClosing stored)
    {
        foreach (var start in stored.Retired)
            NoteRetired(start);
        foreach (var window in stored.Windows)
        {
            foreach (var (partition, version) in window.Committed)
                NoteCommitted(window.WindowStartMs, partition, version);
            foreach (var kind in Kinds)
                NoteWritten(window.WindowStartMs, kind, window.Written[(int)kind]);
            if (window.IsClosed)
                NoteClosed(window.WindowStartMs);
        }
    }

    /// <summary>Notes what a partition has committed of a window.</summary>
    public void NoteCommitted(long windowStartMs, int partition, int version)
    {
        if (_retired.Contains(windowStartMs))
            return;
        StateOf(windowStartMs).NoteCommitted(partition, version);
        Place(windowStartMs);
    }

    /// <summary>Notes what the rows of a kind are made from.</summary>
    public void NoteWritten(long windowStartMs, AccumulatorKind kind, IReadOnlyDictionary<int, int> versions)
    {
        if (_retired.Contains(windowStartMs))
            return;
        StateOf(windowStartMs).NoteWritten(kind, versions);
        Place(windowStartMs);
    }

    /// <summary>Notes that a window is closed.</summary>
    public void NoteClosed(long windowStartMs)
    {
        if (_retired.Contains(windowStartMs))
            return;
        StateOf(windowStartMs).IsClosed = true;
        Place(windowStartMs);
    }

    /// <summary>Notes that a window is retired.</summary>
    public void NoteRetired(long windowStartMs)
    {
        _windows.Remove(windowStartMs);
        _open.Remove(windowStartMs);
        _due.Remove(windowStartMs);
        _retired.Add(windowStartMs);
    }

    private WindowState StateOf(long windowStartMs)
    {
        if (!_windows.TryGetValue(windowStartMs, out var window))
            _windows.Add(windowStartMs, window = new WindowState());
        return window;
    }

    private void Place(long windowStartMs)
    {
        var window = _windows[windowStartMs];
        Put(_open, windowStartMs, window is { IsClosed: false, HasEvents: true });
        Put(_due, windowStartMs, window is { IsClosed: true, IsAnyDue: true });
    }

    private static void Put(SortedSet<long> set, long windowStartMs, bool isIn)
    {
        if (isIn)
            set.Add(windowStartMs);
        else
            set.Remove(windowStartMs);
    }
}
