using StreamPulse.Log;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// How far a partition is read and how far behind that is. Written by its worker and by who lists the partitions, read by any thread.
/// </summary>
internal sealed class ReadPosition(long nextOffset, TimeProvider time)
{
    private long _nextOffset = nextOffset;
    private long _endOffset = nextOffset;
    private long _lastIngestionMs = LogRecord.UnknownIngestionTimeMs;

    /// <summary>Offset after the last record that was taken.</summary>
    public long NextOffset => Volatile.Read(ref _nextOffset);

    /// <summary>The log's end as last known; at least <see cref="NextOffset"/>.</summary>
    public long EndOffset => Math.Max(Volatile.Read(ref _endOffset), NextOffset);

    /// <summary>
    /// Offsets that are not read yet. Offsets without a record at the very end of a Kafka partition (a transaction's marker) stay in it
    /// until the next record comes: nobody can tell before that there is nothing to read.
    /// </summary>
    public long LagRecords => EndOffset - NextOffset;

    /// <summary>
    /// Seconds since the log took the last record that was read here; 0 when all is read, null when the log does not tell or nothing was
    /// read yet.
    /// </summary>
    public double? LagSeconds
    {
        get
        {
            if (LagRecords == 0)
                return 0;
            var ingestionMs = Volatile.Read(ref _lastIngestionMs);
            return ingestionMs == LogRecord.UnknownIngestionTimeMs
                ? null
                : Math.Max(0, (time.GetUtcNow().ToUnixTimeMilliseconds() - ingestionMs) / 1000.0);
        }
    }

    /// <summary>Told by the worker what it has taken.</summary>
    public void Took(long nextOffset, long ingestionTimeMs)
    {
        Volatile.Write(ref _lastIngestionMs, ingestionTimeMs);
        Volatile.Write(ref _nextOffset, nextOffset);
    }

    /// <summary>Told where the log ends; an end that was known to be further on stays.</summary>
    public void EndsAt(long endOffset)
    {
        var known = Volatile.Read(ref _endOffset);
        while (endOffset > known)
        {
            var seen = Interlocked.CompareExchange(ref _endOffset, endOffset, known);
            if (seen == known)
                return;
            known = seen;
        }
    }
}
