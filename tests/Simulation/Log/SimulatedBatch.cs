using StreamPulse.Log;
using StreamPulse.Simulation.Running;

namespace StreamPulse.Simulation.Log;

/// <summary>Records of one read.</summary>
internal sealed class SimulatedBatch(
    SimulatedPartition partition, IReadOnlyList<SimulatedRecord> records, long visibleEnd, Mutant mutant) : RecordBatch
{
    private int _next;

    /// <inheritdoc/>
    public override long NextOffset => records[^1].Offset + 1;

    /// <inheritdoc/>
    public override long EndOffset => Math.Max(visibleEnd, NextOffset);

    /// <inheritdoc/>
    public override bool TryRead(out LogRecord record)
    {
        if (_next == records.Count)
        {
            record = default;
            return false;
        }

        record = partition.Read(records[_next++], mutant);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
