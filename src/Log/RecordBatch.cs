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

    /// <summary>
    /// The next records as one run where the log stores several together, so that they can be copied at once; else a run of one record.
    /// It is valid until the next call, as a record is. Both methods read forward from where the other one stopped.
    /// </summary>
    /// <param name="mostBytes">Bytes after which the run ends; a run has at least one record.</param>
    public virtual bool TryReadRun(int mostBytes, out RecordRun run)
    {
        var isThere = TryRead(out var record);
        run = new RecordRun(record.Offset, 1, record.TimeMs, record.Key, record.Value, record.IsProducerTime);
        return isThere;
    }

    /// <summary>
    /// Takes the next records over together with their buffer, so that they need not be copied: the rest of what the log stores together,
    /// if that is more than one record and at least <paramref name="leastBytes"/>. False where it is less, or where the records cannot
    /// outlive the batch; then nothing was read. Reads forward as the other methods do.
    /// </summary>
    public virtual bool TryTakeRun(int leastBytes, out RentedRun run)
    {
        run = default;
        return false;
    }

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
/// <param name="isProducerTime">Whether the time is the producer's, as CreateTime of a topic is, and not the log's own.</param>
public readonly ref struct LogRecord(
    long offset, long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool isProducerTime = false)
{
    /// <summary>Offset of the record in its partition.</summary>
    public long Offset { get; } = offset;

    /// <summary>
    /// Stands for a time that the log does not have: later than any event, so that no event counts as too far in the future. 2200-01-01.
    /// </summary>
    public const long UnknownTimeMs = 7_258_118_400_000;

    /// <summary>
    /// The time that is stored with the record, milliseconds since the Unix epoch, or <see cref="UnknownTimeMs"/>. Part of the record: the
    /// same on every reading. Good enough to tell how old the record is; for anything that counts see <see cref="IngestionTimeMs"/>.
    /// </summary>
    public long TimeMs { get; } = timeMs;

    /// <summary>Whether <see cref="TimeMs"/> is of the producer's clock, which may be wrong.</summary>
    public bool IsProducerTime { get; } = isProducerTime;

    /// <summary>
    /// When the log took the record, by the log's own clock, milliseconds since the Unix epoch; null where the log does not say (ADR 0022).
    /// </summary>
    public long? IngestionTimeMs => IsProducerTime || TimeMs == UnknownTimeMs ? null : TimeMs;

    /// <summary>The record's key; empty where the log keeps none.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>Records in place at consecutive offsets, with one time and one key.</summary>
/// <param name="payload">Of one record its value; several as <see cref="RecordFormat"/> has them.</param>
public readonly ref struct RecordRun(
    long offset, int count, long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload, bool isProducerTime = false)
{
    /// <summary>Offset of the first record.</summary>
    public long Offset { get; } = offset;

    /// <summary>Number of records, at least 1.</summary>
    public int Count { get; } = count;

    /// <summary>As <see cref="LogRecord.TimeMs"/>.</summary>
    public long TimeMs { get; } = timeMs;

    /// <summary>As <see cref="LogRecord.IsProducerTime"/>.</summary>
    public bool IsProducerTime { get; } = isProducerTime;

    /// <summary>As <see cref="LogRecord.Key"/>.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    /// <summary>Of one record its value; several as <see cref="RecordFormat"/> has them.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}

/// <summary>
/// Records at consecutive offsets with one ingestion time and no key, in an array of <see cref="System.Buffers.ArrayPool{T}.Shared"/> that
/// whoever has the run returns.
/// </summary>
/// <param name="Offset">Offset of the first record.</param>
/// <param name="Count">Number of records, at least 2.</param>
/// <param name="IngestionTimeMs">When the log took them, by its own clock: <see cref="LogRecord.IngestionTimeMs"/>.</param>
/// <param name="Buffer">The array.</param>
/// <param name="Start">Where the records begin; before it at least <see cref="FreeBytes"/> bytes may be written.</param>
/// <param name="Length">Bytes of the records, as <see cref="RecordFormat"/> has them.</param>
public readonly record struct RentedRun(long Offset, int Count, long IngestionTimeMs, byte[] Buffer, int Start, int Length)
{
    /// <summary>Bytes before the records that whoever takes them over may use for a header.</summary>
    public const int FreeBytes = 64;
}
