using StreamPulse.Core.Accumulators;

namespace StreamPulse.Pipeline.Closing;

/// <summary>What is committed of one window, and what its rows are made from: versions by partition, which only grow.</summary>
internal sealed class WindowState
{
    private readonly Dictionary<int, int> _committed = [];

    /// <summary>By kind; null once the rows of all kinds include everything committed.</summary>
    private Dictionary<int, int>[]? _written = [[], [], []];

    public bool IsClosed { get; set; }

    /// <summary>Whether any partition has committed events of it.</summary>
    public bool HasEvents => _committed.Count > 0;

    /// <summary>Whether a partition has committed something that the rows of some kind do not include yet.</summary>
    public bool IsAnyDue => _written is not null && WindowStates.Kinds.Any(IsDue);

    /// <summary>The same for one kind.</summary>
    public bool IsDue(AccumulatorKind kind)
        => _written is not null && _committed.Any(c => c.Value > _written[(int)kind].GetValueOrDefault(c.Key));

    /// <summary>Notes what a partition has committed.</summary>
    public void NoteCommitted(int partition, int version)
    {
        if (version <= _committed.GetValueOrDefault(partition))
            return;
        _written ??= [new(_committed), new(_committed), new(_committed)];
        _committed[partition] = version;
    }

    /// <summary>
    /// Records the versions that the rows of a kind are made from. Rows are made from committed versions only, so these are recorded as
    /// committed too.
    /// </summary>
    public void NoteWritten(AccumulatorKind kind, IReadOnlyDictionary<int, int> versions)
    {
        foreach (var (partition, version) in versions)
        {
            NoteCommitted(partition, version);
            if (_written is not null)
                _written[(int)kind][partition] = Math.Max(version, _written[(int)kind].GetValueOrDefault(partition));
        }

        if (IsClosed && !IsAnyDue)
            _written = null;
    }
}
