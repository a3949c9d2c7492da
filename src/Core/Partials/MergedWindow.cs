using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Results;

namespace StreamPulse.Core.Partials;

/// <summary>One window over all partitions: the partials of each of its keys, and which rows are due since they were last taken.</summary>
public sealed class MergedWindow
{
    private readonly KindTable<ContentWindowRow> _contents;
    private readonly KindTable<RegionWindowRow> _regions;
    private readonly KindTable<DeviceWindowRow> _devices;
    private readonly IKindTable[] _byKind;

    /// <param name="phase">Open to ask for all rows again and again, closed to take those that have changed.</param>
    public MergedWindow(WindowRange range, WindowPhase phase)
    {
        Range = range;
        _contents = new(range, phase, RowBuilder.Content);
        _regions = new(range, phase, RowBuilder.Region);
        _devices = new(range, phase, RowBuilder.Device);
        _byKind = [_contents, _regions, _devices];
    }

    public WindowRange Range { get; }

    /// <summary>Adds a partial; a repeated or older one changes nothing.</summary>
    public void Offer(int partition, long offset, DownloadAccumulator partial)
    {
        var table = _byKind[(int)partial.Kind];
        var key = table.For(partial.Key);
        if (key.Offer(partition, offset, partial))
            table.Changed(key);
    }

    /// <summary>Rows of the keys that changed since the last call; none in an open window.</summary>
    public WindowRows TakeChangedRows() => new(Range, _contents.TakeDue(), _regions.TakeDue(), _devices.TakeDue());

    /// <summary>
    /// Current rows of all keys. Those of an open window that have not changed since the last call are the same objects.
    /// </summary>
    public WindowRows AllRows() => new(Range, _contents.Rows(), _regions.Rows(), _devices.Rows());
}
