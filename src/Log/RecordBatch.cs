namespace StreamPulse.Log;

/// <summary>Consecutive records of one partition, read forward once: <c>while (batch.TryRead(out var record))</c>.</summary>
public abstract class RecordBatch : IDisposable
{
    /// <summary>Offset after the last record of this batch.</summary>
    public abstract long NextOffset { get; }

    /// <summary>The partition's end offset as known when the batch was read; at least <see cref="NextOffset"/>.</summary>
    public abstract long EndOffset { get; }

    /// <summary>The next record, valid until the next call or until the batch is disposed.</summary>
    public abstract bool TryRead(out LogRecord record);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the buffers back.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>One record in place.</summary>
public readonly ref struct LogRecord(long offset, long ingestionTimeMs, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
{
    /// <summary>Offset of the record in its partition.</summary>
    public long Offset { get; } = offset;

    /// <summary>
    /// Stands for an ingestion time that the log does not have: later than any event, so that no event counts as too far in the future.
    /// 2200-01-01.
    /// </summary>
    public const long UnknownIngestionTimeMs = 7_258_118_400_000;

    /// <summary>When the log took the record, milliseconds since the Unix epoch. Part of the record: the same on every reading.</summary>
    public long IngestionTimeMs { get; } = ingestionTimeMs;

    /// <summary>The record's key; empty where the log keeps none.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Value { get; } = value;
}
