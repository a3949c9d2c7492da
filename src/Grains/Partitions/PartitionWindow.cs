using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Partitions;

/// <summary>One window of one partition: its partials as of the last update, all of them frozen, and what has still to be done about them.</summary>
internal sealed class PartitionWindow(long startMs)
{
    private readonly Dictionary<(AccumulatorKind Kind, Utf8Key Key), Held> _held = [];
    private readonly HashSet<(AccumulatorKind Kind, Utf8Key Key)> _unwritten = [];
    private HashSet<(AccumulatorKind Kind, Utf8Key Key)> _uncommitted = [];

    public long StartMs { get; } = startMs;

    public WindowStanding Standing { get; private set; }

    /// <summary>Whether the store says that the window's rows hold all that the checkpoint says of it.</summary>
    public bool IsMarked { get; set; }

    /// <summary>Segments that the store has.</summary>
    public SegmentNumbers Segments { get; set; }

    /// <summary>Whether changes are in no checkpoint yet.</summary>
    public bool HasUncommitted => _uncommitted.Count > 0;

    /// <summary>Whether a row may lack something of this partition.</summary>
    public bool HasUnwritten => _unwritten.Count > 0;

    public IReadOnlyCollection<DownloadAccumulator> All => [.. _held.Values.Select(static h => h.Partial)];

    /// <summary>The partial of a key, or null.</summary>
    public DownloadAccumulator? Of(AccumulatorKind kind, Utf8Key key) => _held.TryGetValue((kind, key), out var held) ? held.Partial : null;

    /// <summary>Partials that changed after the given version.</summary>
    public IEnumerable<DownloadAccumulator> ChangedSince(long version)
        => _held.Values.Where(h => h.Version > version).Select(static h => h.Partial);

    /// <summary>Takes a changed partial.</summary>
    public void Take(DownloadAccumulator partial, long version)
    {
        var at = (partial.Kind, partial.Key);
        _held[at] = new Held(partial, version);
        _uncommitted.Add(at);
        if (Standing != WindowStanding.Open)
            _unwritten.Add(at);
    }

    /// <summary>Puts a partial from the checkpoint in place.</summary>
    public void Restore(DownloadAccumulator partial, long version)
    {
        partial.Freeze();
        _held[(partial.Kind, partial.Key)] = new Held(partial, version);
    }

    /// <summary>From now on every change is remembered until its row is written; and everything that is there needs one.</summary>
    public void BeginClosing()
    {
        if (Standing == WindowStanding.Open)
            MoveTo(WindowStanding.Closing);
    }

    /// <summary>Notes that the window is closed. Whatever this activation has not written itself is to be written.</summary>
    public void NoteClosed()
    {
        if (Standing == WindowStanding.Open)
            MoveTo(WindowStanding.Closed);
        Standing = WindowStanding.Closed;
    }

    /// <summary>The window is closed, and the store has it that nothing is missing in its rows.</summary>
    public void RestoreWritten()
    {
        Standing = WindowStanding.Closed;
        IsMarked = true;
    }

    /// <summary>Partials whose rows are to be written.</summary>
    public DownloadAccumulator[] Unwritten() => [.. _unwritten.Select(at => _held[at].Partial)];

    /// <summary>A row that holds this partial is durable. What has changed meanwhile is still to be written.</summary>
    public void NoteWritten(DownloadAccumulator partial)
    {
        if (ReferenceEquals(Of(partial.Kind, partial.Key), partial))
            _unwritten.Remove((partial.Kind, partial.Key));
    }

    /// <summary>Partials that changed since the last call, for the next checkpoint.</summary>
    public DownloadAccumulator[] TakeUncommitted()
    {
        var taken = _uncommitted;
        _uncommitted = [];
        return [.. taken.Select(at => _held[at].Partial)];
    }

    private void MoveTo(WindowStanding standing)
    {
        Standing = standing;
        _unwritten.UnionWith(_held.Keys);
    }

    private readonly record struct Held(DownloadAccumulator Partial, long Version);
}

/// <summary>Segments of a window in the store: the number of the next one, and how many there are since one replaced all others.</summary>
internal readonly record struct SegmentNumbers(int Next, int SinceReplaced);
