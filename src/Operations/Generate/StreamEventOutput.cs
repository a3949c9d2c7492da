using System.Buffers;
using System.Buffers.Binary;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Events;

namespace StreamPulse.Operations.Generate;

/// <summary>Format of a file of events.</summary>
public enum EventFileFormat
{
    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>Avro object container file.</summary>
    Avro,
}

/// <summary>Writes events to a file or standard output. The same events and seed give the same bytes.</summary>
public sealed class StreamEventOutput : IEventOutput
{
    private readonly Stream _stream;
    private readonly AvroContainerWriter? _avro;
    private readonly ArrayBufferWriter<byte> _lines = new();

    /// <param name="seed">Determines the container's sync marker, which is random otherwise.</param>
    public StreamEventOutput(Stream stream, EventFileFormat format, ulong seed)
    {
        _stream = stream;
        if (format != EventFileFormat.Avro)
            return;
        Span<byte> marker = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(marker, seed * 0x9E3779B97F4A7C15 + 1);
        BinaryPrimitives.WriteUInt64LittleEndian(marker[8..], ~seed * 0xBF58476D1CE4E5B9 + 1);
        _avro = new AvroContainerWriter(stream, AvroCodec.Deflate, marker);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken)
    {
        if (_avro is not null)
        {
            foreach (var e in events)
                _avro.Write(e);
            return;
        }

        _lines.ResetWrittenCount();
        foreach (var e in events)
        {
            EventJson.Write(e, _lines);
            _lines.Write("\n"u8);
        }

        await _stream.WriteAsync(_lines.WrittenMemory, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _avro?.Dispose();
        await _stream.DisposeAsync();
    }
}
