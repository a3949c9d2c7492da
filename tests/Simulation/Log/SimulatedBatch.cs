using StreamPulse.Log;

namespace StreamPulse.Simulation.Log;

/// <summary>Records of one read.</summary>
internal sealed class SimulatedBatch(IReadOnlyList<SimulatedRecord> records, long visibleEnd) : RecordBatch
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

        var r = records[_next++];
        record = new LogRecord(r.Offset, r.IngestionTimeMs, r.Key, r.Value);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
