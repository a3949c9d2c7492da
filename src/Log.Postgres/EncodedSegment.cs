using System.Buffers;

namespace StreamPulse.Log.Postgres;

/// <summary>Consecutive records of one partition in the format of event_log.payload, in a rented buffer that grows.</summary>
internal sealed class EncodedSegment(int partition) : IDisposable
{
    private const int InitialBytes = 8 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);

    public int Partition { get; } = partition;

    public int RecordCount { get; private set; }

    public int SizeBytes { get; private set; }

    public ReadOnlyMemory<byte> Payload => _buffer.AsMemory(0, SizeBytes);

    /// <summary>Appends a record.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length + RecordFormat.MaximumLengthBytes);
        SizeBytes += RecordFormat.WriteLength(_buffer.AsSpan(SizeBytes), value.Length);
        value.CopyTo(_buffer.AsSpan(SizeBytes));
        SizeBytes += value.Length;
        RecordCount++;
    }

    /// <summary>Appends all records of another segment of the same partition.</summary>
    public void Add(EncodedSegment other)
    {
        Reserve(other.SizeBytes);
        other.Payload.Span.CopyTo(_buffer.AsSpan(SizeBytes));
        SizeBytes += other.SizeBytes;
        RecordCount += other.RecordCount;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        SizeBytes = 0;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - SizeBytes >= bytes)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SizeBytes + bytes, _buffer.Length * 2));
        _buffer.AsSpan(0, SizeBytes).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
