using System.Buffers;
using StreamPulse.Core.Binary;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// Collects records for a <see cref="LogBatch"/>. A run of records is: first offset minus the expected one, change of the time (zigzag),
/// twice the number of records, plus 1 where the time is the producer's, length of the key, key, length of the payload, payload
/// (<see cref="RecordRun.Payload"/>); numbers as unsigned LEB128. Reused from batch to batch; for one thread.
/// </summary>
public sealed class LogBatchWriter(int partition)
{
    /// <summary>Most bytes of the five numbers of a run.</summary>
    private const int MaxNumbersBytes = 5 * Leb128.MaxBytes;

    /// <summary>The size of the pool's arrays that <see cref="LogStreamOptions.BatchBytes"/> is chosen for.</summary>
    private const int InitialBytes = 128 * 1024;

    private byte[] _bytes = [];
    private long _from;
    private long _next;
    private long _timeMs;

    /// <summary>Bytes collected.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>Begins a batch whose first record is the first one at or after <paramref name="fromOffset"/>.</summary>
    public void Begin(long fromOffset)
    {
        SizeBytes = 0;
        (_from, _next, _timeMs) = (fromOffset, fromOffset, 0);
    }

    /// <summary>Adds the next records.</summary>
    public void Add(in RecordRun run)
    {
        var most = SizeBytes + MaxNumbersBytes + run.Key.Length + run.Payload.Length;
        if (most > _bytes.Length)
            Grow(most);
        var room = _bytes.AsSpan(SizeBytes);
        var at = WriteHeader(
            room, run.Offset - _next, run.TimeMs - _timeMs, run.Count, run.IsProducerTime, run.Key, run.Payload.Length);
        run.Payload.CopyTo(room[at..]);
        SizeBytes += at + run.Payload.Length;
        (_next, _timeMs) = (run.Offset + run.Count, run.TimeMs);
    }

    /// <summary>
    /// The batch up to the last record that was added, or up to <paramref name="nextOffset"/> where that is known to be complete. The
    /// caller releases it (<see cref="LogBatch.Release"/>), or leaves that to the garbage collector.
    /// </summary>
    public LogBatch End(long endOffset, long? nextOffset = null)
        => new(partition, _from, nextOffset ?? _next, endOffset, TakeBytes(), 0, SizeBytes);

    /// <summary>A batch of these records alone, which begins at <paramref name="fromOffset"/> and takes over their buffer.</summary>
    public LogBatch Wrap(long fromOffset, in RentedRun run, long endOffset)
    {
        Span<byte> header = stackalloc byte[RentedRun.FreeBytes];
        header = header[..WriteHeader(
            header, run.Offset - fromOffset, run.IngestionTimeMs, run.Count, isProducerTime: false, default, run.Length)];
        var start = run.Start - header.Length;
        header.CopyTo(run.Buffer.AsSpan(start));
        return new LogBatch(partition, fromOffset, run.Offset + run.Count, endOffset, run.Buffer, start, header.Length + run.Length);
    }

    /// <summary>The array itself if the batch fills at least half of it, else a smaller one.</summary>
    private byte[] TakeBytes()
    {
        var taken = _bytes;
        if (SizeBytes > 0 && SizeBytes >= _bytes.Length / 2)
        {
            _bytes = [];
            return taken;
        }

        taken = ArrayPool<byte>.Shared.Rent(SizeBytes);
        _bytes.AsSpan(0, SizeBytes).CopyTo(taken);
        return taken;
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(least, InitialBytes));
        _bytes.AsSpan(0, SizeBytes).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    /// <summary>What stands in front of the payload.</summary>
    private static int WriteHeader(
        Span<byte> room, long hole, long timeChangeMs, int count, bool isProducerTime, ReadOnlySpan<byte> key, int payloadLength)
    {
        var at = Leb128.Write(room, (ulong)hole);
        at += Leb128.Write(room[at..], Leb128.ZigZag(timeChangeMs));
        at += Leb128.Write(room[at..], ((ulong)count << 1) | (isProducerTime ? 1UL : 0));
        at += Leb128.Write(room[at..], (ulong)key.Length);
        key.CopyTo(room[at..]);
        at += key.Length;
        return at + Leb128.Write(room[at..], (ulong)payloadLength);
    }
}
