using StreamPulse.Log;
using StreamPulse.Simulation.Running;

namespace StreamPulse.Simulation.Log;

/// <summary>
/// One partition of the simulated log. Appends take their offsets in order and become visible in any order, as transactions do; a reader is
/// shown the prefix without holes only. Offsets without a record are absent for good.
/// </summary>
internal sealed class SimulatedPartition(int number)
{
    private readonly List<SimulatedRecord> _records = [];
    private readonly List<long> _latestTimes = [];
    private readonly HashSet<long> _hidden = [];

    public int Number { get; } = number;

    /// <summary>All records, visible or not.</summary>
    public IReadOnlyList<SimulatedRecord> Records => _records;

    /// <summary>Offset that the next record gets.</summary>
    public long EndOffset { get; private set; }

    /// <summary>Nothing can be appended any more.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Whether every record can be read.</summary>
    public bool IsAllVisible => _hidden.Count == 0;

    /// <summary>Everything before it can be read: the end as readers know it.</summary>
    public long VisibleEnd => _hidden.Count == 0 ? EndOffset : _hidden.Min();

    /// <summary>Raised when more can be read.</summary>
    public event Action? Extended;

    /// <summary>Leaves an offset without a record.</summary>
    public void SkipOffset() => EndOffset++;

    /// <summary>Takes a record whose transaction is not committed yet.</summary>
    public void Append(SimulatedRecord record)
    {
        _records.Add(record);
        _latestTimes.Add(Math.Max(record.IngestionTimeMs, _latestTimes.Count == 0 ? long.MinValue : _latestTimes[^1]));
        _hidden.Add(record.Offset);
        EndOffset = record.Offset + 1;
    }

    /// <summary>The record's transaction is committed.</summary>
    public void MakeVisible(SimulatedRecord record)
    {
        _hidden.Remove(record.Offset);
        Extended?.Invoke();
    }

    /// <summary>Whether the record's transaction is committed, whatever came before it.</summary>
    public bool IsVisible(SimulatedRecord record) => !_hidden.Contains(record.Offset);

    /// <summary>The record as readers get it.</summary>
    public LogRecord Read(SimulatedRecord record, Mutant mutant)
        => new(
            record.Offset,
            mutant switch
            {
                Mutant.EventTimeUnbounded => record.IngestionTimeMs + 290_000,
                Mutant.ClockNotSetBack => _latestTimes[IndexOf(record.Offset)],
                _ => record.IngestionTimeMs,
            },
            record.Key, record.Value);

    /// <summary>Position in <see cref="Records"/> of the first record at or behind an offset.</summary>
    public int IndexOf(long offset)
    {
        var (low, high) = (0, _records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _records[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
