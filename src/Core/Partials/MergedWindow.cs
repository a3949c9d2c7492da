using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Results;

namespace StreamPulse.Core.Partials;

/// <summary>One window over all partitions: the partials of each of its keys, and which of them have changed since their rows were taken.</summary>
public sealed class MergedWindow
{
    private readonly Dictionary<Utf8Key, KeyPartials>[] _byKind =
        [new(Utf8KeyComparer.WithoutInterner), new(Utf8KeyComparer.WithoutInterner), new(Utf8KeyComparer.WithoutInterner)];

    private HashSet<(AccumulatorKind Kind, Utf8Key Key)> _changed = [];

    internal MergedWindow(WindowRange range, WindowPhase phase)
    {
        Range = range;
        Phase = phase;
    }

    public WindowRange Range { get; }

    public WindowPhase Phase { get; private set; }

    /// <summary>Whether rows are due: the window is closed and a key has changed since they were last taken.</summary>
    public bool HasChanges => _changed.Count > 0;

    /// <summary>Takes a partial; a repeated or older one changes nothing.</summary>
    /// <param name="isChange">False for partials from the store, whose rows are there already.</param>
    internal void Offer(int partition, long offset, DownloadAccumulator partial, bool isChange)
    {
        var table = _byKind[(int)partial.Kind];
        if (!table.TryGetValue(partial.Key, out var partials))
            table.Add(partial.Key, partials = new KeyPartials());
        if (partials.Offer(partition, offset, partial) && isChange && Phase == WindowPhase.Closed)
            _changed.Add((partial.Kind, partial.Key));
    }

    /// <summary>Closes the window: all its keys need rows.</summary>
    internal void Close()
    {
        Phase = WindowPhase.Closed;
        foreach (var kind in Enum.GetValues<AccumulatorKind>())
        {
            foreach (var key in _byKind[(int)kind].Keys)
                _changed.Add((kind, key));
        }
    }

    /// <summary>Rows of the keys that changed since the last call.</summary>
    public WindowRows TakeChangedRows()
    {
        var changed = _changed;
        _changed = [];
        return Rows(changed);
    }

    /// <summary>Rows of all keys, as they stand.</summary>
    public WindowRows AllRows()
        => Rows(Enum.GetValues<AccumulatorKind>().SelectMany(kind => _byKind[(int)kind].Keys.Select(key => (kind, key))));

    /// <summary>Rows of all regions, as they stand: what the alert rules look at.</summary>
    public IReadOnlyList<RegionWindowRow> RegionRows()
        => [.. _byKind[(int)AccumulatorKind.Region].Values.Select(p => RowBuilder.Region(p.Merged(), Range))];

    /// <summary>Everything that one partition has contributed.</summary>
    public IEnumerable<DownloadAccumulator> PartialsOf(int partition)
        => _byKind.SelectMany(static d => d.Values).Select(p => p.Of(partition)).OfType<DownloadAccumulator>();

    private WindowRows Rows(IEnumerable<(AccumulatorKind Kind, Utf8Key Key)> keys)
    {
        var rows = new WindowRows(Range, [], [], []);
        foreach (var (kind, key) in keys)
        {
            var merged = _byKind[(int)kind][key].Merged();
            switch (kind)
            {
                case AccumulatorKind.Content:
                    rows.Contents.Add(RowBuilder.Content(merged, Range));
                    break;
                case AccumulatorKind.Region:
                    rows.Regions.Add(RowBuilder.Region(merged, Range));
                    break;
                default:
                    rows.Devices.Add(RowBuilder.Device(merged, Range));
                    break;
            }
        }

        return rows;
    }
}
