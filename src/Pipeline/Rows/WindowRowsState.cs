using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Rows;

/// <summary>The committed partials of one kind in one window, over all partitions, and the rows that are not written yet.</summary>
internal sealed class WindowRowsState
{
    private readonly WindowRange _range;
    private readonly AccumulatorKind _kind;
    private readonly MergedWindow _merged;
    private readonly Dictionary<int, int> _versions = [];
    private readonly Dictionary<string, ContentWindowRow> _contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegionWindowRow> _regions = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), DeviceWindowRow> _devices = [];

    public WindowRowsState(WindowRange range, AccumulatorKind kind)
    {
        (_range, _kind) = (range, kind);
        _merged = new MergedWindow(range, WindowPhase.Closed);
    }

    public long StartMs => _range.StartMs;

    /// <summary>Grows with each use, over all windows.</summary>
    public long LastUse { get; set; }

    /// <summary>Whether another operator has written rows of later versions than are known here.</summary>
    public bool IsOvertaken { get; private set; }

    /// <summary>The version of a partition that is included; 0 for none.</summary>
    public int VersionOf(int partition) => _versions.GetValueOrDefault(partition);

    /// <summary>Adds what changed up to a version; an older version, from an activation that was replaced, changes nothing.</summary>
    public void Apply(int partition, int version, IEnumerable<DownloadAccumulator> partials)
    {
        if (version <= VersionOf(partition))
            return;
        _versions[partition] = version;
        foreach (var partial in partials.Where(p => p.Kind == _kind))
            _merged.Offer(partition, version, partial);
    }

    /// <summary>
    /// The rows that are not written yet, and what they are made from. Rows that have not changed since the last call are the same objects.
    /// </summary>
    public VersionedRows Take()
    {
        var changed = _merged.TakeChangedRows();
        foreach (var row in changed.Contents)
            _contents[row.ContentId] = row;
        foreach (var row in changed.Regions)
            _regions[row.Region] = row;
        foreach (var row in changed.Devices)
            _devices[(row.Device, row.OsVersion)] = row;
        return new VersionedRows(
            new WindowRows(_range, [.. _contents.Values], [.. _regions.Values], [.. _devices.Values]), new Dictionary<int, int>(_versions));
    }

    /// <summary>Notes which versions the rows are made from now.</summary>
    public void NoteWritten(IReadOnlyDictionary<int, int> versions)
    {
        IsOvertaken = versions.Any(v => v.Value > VersionOf(v.Key));
        _contents.Clear();
        _regions.Clear();
        _devices.Clear();
    }
}
