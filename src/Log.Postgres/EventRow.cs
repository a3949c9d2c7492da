using System.Buffers;

namespace StreamPulse.Log.Postgres;

/// <summary>A row of event_log as it was read, its payload in a rented buffer.</summary>
internal sealed class EventRow(long offset, int recordCount, long ingestionTimeMs, byte[] buffer, int sizeBytes) : IDisposable
{
    private byte[] _buffer = buffer;

    public long Offset { get; } = offset;

    public int RecordCount { get; } = recordCount;

    public long NextOffset => Offset + RecordCount;

    public long IngestionTimeMs { get; } = ingestionTimeMs;

    public int SizeBytes { get; } = sizeBytes;

    /// <summary>The payload.</summary>
    public Memory<byte> Buffer => _buffer.AsMemory(0, SizeBytes);

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, SizeBytes);

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
