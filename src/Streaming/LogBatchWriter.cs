using System.Buffers;
using StreamPulse.Core.Binary;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// Collects records for a <see cref="LogBatch"/>. A record is: offset minus the expected one, change of the ingestion time (zigzag), length
/// of the key, key, length of the value, value; numbers as unsigned LEB128. Reused from batch to batch; for one thread.
/// </summary>
public sealed class LogBatchWriter(int partition)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private long _from;
    private long _next;
    private long _ingestionTimeMs;

    /// <summary>Bytes collected.</summary>
    public int SizeBytes => _bytes.WrittenCount;

    /// <summary>Begins a batch whose first record is the first one at or after <paramref name="fromOffset"/>.</summary>
    public void Begin(long fromOffset)
    {
        _bytes.ResetWrittenCount();
        (_from, _next, _ingestionTimeMs) = (fromOffset, fromOffset, 0);
    }

    /// <summary>Adds the next record.</summary>
    public void Add(in LogRecord record)
    {
        Leb128.Write(_bytes, (ulong)(record.Offset - _next));
        Leb128.Write(_bytes, Leb128.ZigZag(record.IngestionTimeMs - _ingestionTimeMs));
        Write(record.Key);
        Write(record.Value);
        (_next, _ingestionTimeMs) = (record.Offset + 1, record.IngestionTimeMs);
    }

    /// <summary>
    /// The batch up to the last record that was added, or up to <paramref name="nextOffset"/> where that is known to be complete.
    /// </summary>
    public LogBatch End(long endOffset, long? nextOffset = null)
        => new()
        {
            Partition = partition,
            FromOffset = _from,
            NextOffset = nextOffset ?? _next,
            EndOffset = endOffset,
            Records = _bytes.WrittenSpan.ToArray(),
        };

    private void Write(ReadOnlySpan<byte> bytes)
    {
        Leb128.Write(_bytes, (ulong)bytes.Length);
        _bytes.Write(bytes);
    }
}
