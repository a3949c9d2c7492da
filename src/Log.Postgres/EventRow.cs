using System.Buffers;

namespace StreamPulse.Log.Postgres;

/// <summary>A row of event_log as it was read, its payload in a rented buffer.</summary>
internal sealed class EventRow(long offset, int recordCount, long ingestionTimeMs, int sizeBytes) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(RentedRun.FreeBytes + sizeBytes);

    public long Offset { get; } = offset;

    public int RecordCount { get; } = recordCount;

    public long NextOffset => Offset + RecordCount;

    public long IngestionTimeMs { get; } = ingestionTimeMs;

    public int SizeBytes { get; } = sizeBytes;

    /// <summary>The payload.</summary>
    public Memory<byte> Buffer => _buffer.AsMemory(RentedRun.FreeBytes, SizeBytes);

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(RentedRun.FreeBytes, SizeBytes);

    /// <summary>Gives the buffer away with the records from one on.</summary>
    /// <param name="offset">Offset of that record.</param>
    /// <param name="position">Where it begins in the payload.</param>
    public RentedRun Take(long offset, int position)
    {
        var run = new RentedRun(
            offset, (int)(NextOffset - offset), IngestionTimeMs, _buffer, RentedRun.FreeBytes + position, SizeBytes - position);
        _buffer = [];
        return run;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
