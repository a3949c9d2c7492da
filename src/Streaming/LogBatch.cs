using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace StreamPulse.Streaming;

/// <summary>
/// Consecutive records of one partition, the item of a stream. It holds every record of [<see cref="FromOffset"/>,
/// <see cref="NextOffset"/>), also where the log's offsets have holes, so a consumer can tell by these two whether anything is missing
/// between two items. On the silo that has read it, its records are in an array of the pool, which is reused after the last
/// <see cref="Release"/>; so a reader holds the batch (<see cref="TryHold"/>).
/// </summary>
/// <remarks>
/// The alias has the version of the format of <see cref="Records"/>: a silo that knows another one refuses the batch, and its consumer
/// reads the records from the log. Version 1, with one record after the other, had no number; version 2 did not say whose clock gave a
/// record's time.
/// </remarks>
[GenerateSerializer, Immutable, Alias("StreamPulse.LogBatch.3")]
public sealed class LogBatch
{
    [NonSerialized]
    private readonly bool _isRented;

    [NonSerialized]
    private byte[] _bytes;

    [NonSerialized]
    private int _start;

    [NonSerialized]
    private int _length;

    [NonSerialized]
    private int _holders = 1;

    /// <summary>Number of the partition.</summary>
    [Id(0)]
    public required int Partition { get; init; }

    /// <summary>Offset of the first record, or one before it where the log has a hole.</summary>
    [Id(1)]
    public required long FromOffset { get; init; }

    /// <summary>Offset at which the next batch begins.</summary>
    [Id(2)]
    public required long NextOffset { get; init; }

    /// <summary>The partition's end as known when the batch was read; at least <see cref="NextOffset"/>.</summary>
    [Id(3)]
    public required long EndOffset { get; init; }

    /// <summary>
    /// The records, as <see cref="LogBatchWriter"/> writes them: a copy, for the serializer, which also sets them when it makes a batch.
    /// </summary>
    /// <exception cref="ObjectDisposedException">They have been returned to the pool.</exception>
    [Id(4)]
    internal byte[] Records
    {
        get
        {
            ObjectDisposedException.ThrowIf(!TryHold(), this);
            try
            {
                return Bytes.ToArray();
            }
            finally
            {
                Release();
            }
        }

        set => (_bytes, _start, _length) = (value, 0, value.Length);
    }

    /// <summary>For a reader that holds the batch.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _length);

    /// <summary>A batch whose records are in an array of the pool, returned at the last <see cref="Release"/>.</summary>
    [SetsRequiredMembers]
    internal LogBatch(int partition, long fromOffset, long nextOffset, long endOffset, byte[] rented, int start, int length)
    {
        (Partition, FromOffset, NextOffset, EndOffset) = (partition, fromOffset, nextOffset, endOffset);
        (_bytes, _start, _length, _isRented) = (rented, start, length, true);
    }

    /// <summary>A batch whose records are in an array of its own.</summary>
    public LogBatch() => _bytes = [];

    /// <summary>
    /// Keeps the records until <see cref="Release"/>. False where they have been returned to the pool, because they were delivered or
    /// nobody waits for them any more. Thread-safe.
    /// </summary>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }

        return false;
    }

    /// <summary>
    /// Ends a <see cref="TryHold"/>, or, once, the first hold, which whoever made the batch has. The last one returns the array to the
    /// pool. Thread-safe.
    /// </summary>
    public void Release()
    {
        var left = Interlocked.Decrement(ref _holders);
        if (left < 0)
            throw new InvalidOperationException("A batch of records was released more often than it was held.");
        if (left > 0 || !_isRented)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _start, _length) = ([], 0, 0);
    }

    /// <summary>Reads the records forward, for a caller that holds the batch.</summary>
    /// <exception cref="ObjectDisposedException">The records have been returned to the pool.</exception>
    public LogBatchReader Read()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _holders) <= 0, this);
        return new LogBatchReader(this);
    }
}
