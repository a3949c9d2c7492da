using System.Buffers;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// Collects records for a <see cref="LogBatch"/>. A record is: offset less the expected one, change of the ingestion time (zigzag), length
/// of the key, key, length of the value, value; numbers as unsigned LEB128. Reused from batch to batch; for one thread.
/// </summary>
public sealed class LogBatchWriter(int partition)
{
    private const int LongestNumber = 10;

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
        Write((ulong)(record.Offset - _next));
        var change = record.IngestionTimeMs - _ingestionTimeMs;
        Write((ulong)((change << 1) ^ (change >> 63)));
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
        Write((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    private void Write(ulong value)
    {
        var span = _bytes.GetSpan(LongestNumber);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
