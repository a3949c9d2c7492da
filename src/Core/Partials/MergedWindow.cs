using System.Runtime.InteropServices;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Results;

namespace StreamPulse.Core.Partials;

/// <summary>
/// One window over all partitions: the partials of each of its keys, which of them are not stored yet, and which rows are due since they
/// were last taken.
/// </summary>
public sealed class MergedWindow
{
    private readonly KindTable<ContentWindowRow> _contents;
    private readonly KindTable<RegionWindowRow> _regions;
    private readonly KindTable<DeviceWindowRow> _devices;
    private readonly IKindTable[] _byKind;

    /// <summary>By partition, each key once.</summary>
    private readonly Dictionary<int, List<KeyPartials>> _unstored = [];

    internal MergedWindow(WindowRange range, WindowPhase phase)
    {
        Range = range;
        Phase = phase;
        _contents = new(range, RowBuilder.Content);
        _regions = new(range, RowBuilder.Region);
        _devices = new(range, RowBuilder.Device);
        _byKind = [_contents, _regions, _devices];
        if (phase == WindowPhase.Closed)
            Close();
    }

    public WindowRange Range { get; }

    public WindowPhase Phase { get; private set; }

    /// <summary>Whether rows are due: the window is closed and a key has changed since they were last taken.</summary>
    public bool HasChanges => _byKind.Any(static t => t.HasDue);

    /// <summary>Number of keys.</summary>
    public int Count => _byKind.Sum(static t => t.Count);

    /// <summary>Rows of an open window that are out of date or not made yet.</summary>
    public int StaleRows => _byKind.Sum(static t => t.StaleCount);

    /// <summary>Adds a partial; a repeated or older one changes nothing.</summary>
    public void Offer(int partition, long offset, DownloadAccumulator partial)
    {
        var table = _byKind[(int)partial.Kind];
        var key = table.For(partial.Key);
        if (!key.Offer(partition, offset, partial, out var isFirstUnstored))
            return;
        table.Changed(key);
        if (!isFirstUnstored)
            return;
        ref var unstored = ref CollectionsMarshal.GetValueRefOrAddDefault(_unstored, partition, out _);
        (unstored ??= []).Add(key);
    }

    /// <summary>Adds a partial from the store; if the window is closed, its rows are stored too.</summary>
    internal void Restore(int partition, long offset, DownloadAccumulator partial)
    {
        var table = _byKind[(int)partial.Kind];
        var key = table.For(partial.Key);
        key.Restore(partition, offset, partial);
        if (Phase == WindowPhase.Open)
            table.Changed(key);
    }

    /// <summary>Closes the window: all its keys need rows.</summary>
    internal void Close()
    {
        Phase = WindowPhase.Closed;
        foreach (var table in _byKind)
            table.Close();
    }

    /// <summary>
    /// Makes some of the <see cref="StaleRows"/>, at most so many of each kind, so that making all takes less time later.
    /// </summary>
    public void PrepareRows(int most)
    {
        foreach (var table in _byKind)
            table.Prepare(most);
    }

    /// <summary>Rows of the keys that changed since the last call.</summary>
    public WindowRows TakeChangedRows() => new(Range, _contents.TakeDue(), _regions.TakeDue(), _devices.TakeDue());

    /// <summary>
    /// Current rows of all keys. Those of an open window that have not changed since the last call are the same objects.
    /// </summary>
    public WindowRows AllRows() => new(Range, _contents.Rows(), _regions.Rows(), _devices.Rows());

    /// <summary>Current rows of all regions, for the alert rules.</summary>
    public IReadOnlyList<RegionWindowRow> RegionRows() => _regions.Rows();

    /// <summary>Everything that one partition has contributed.</summary>
    public IEnumerable<DownloadAccumulator> PartialsOf(int partition) => _byKind.SelectMany(t => t.PartialsOf(partition));

    /// <summary>The partials of one partition that have come since the last call.</summary>
    public IReadOnlyList<DownloadAccumulator> TakeUnstored(int partition)
        => _unstored.Remove(partition, out var keys) ? keys.ConvertAll(k => k.TakeUnstored(partition)) : [];
}
