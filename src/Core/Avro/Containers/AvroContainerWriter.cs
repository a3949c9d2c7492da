using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro.Containers;

/// <summary>
/// Writes events as an Avro object container file with our own schema. <see cref="Dispose"/> writes what is left and leaves
/// the stream open. Not thread-safe.
/// </summary>
public sealed class AvroContainerWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly AvroCodec _codec;
    private readonly byte[] _syncMarker;
    private readonly int _blockBytes;
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly MemoryStream _deflated = new();
    private long _blockCount;

    /// <summary>Writes the file's header.</summary>
    /// <param name="syncMarker">16 bytes that separate blocks; random where none are given, which makes equal events unequal files.</param>
    /// <param name="blockBytes">A block is written once its events have that many bytes, before compression.</param>
    public AvroContainerWriter(
        Stream stream, AvroCodec codec = AvroCodec.Deflate, ReadOnlySpan<byte> syncMarker = default, int blockBytes = 64 * 1024)
    {
        if (syncMarker.Length is not (0 or AvroContainerFormat.SyncMarkerBytes))
        {
            throw new ArgumentException(
                $"A sync marker has {AvroContainerFormat.SyncMarkerBytes} bytes, not {syncMarker.Length}.", nameof(syncMarker));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(blockBytes, 1);
        _stream = stream;
        _codec = codec;
        _blockBytes = blockBytes;
        _syncMarker = syncMarker.IsEmpty ? RandomNumberGenerator.GetBytes(AvroContainerFormat.SyncMarkerBytes) : syncMarker.ToArray();
        WriteHeader();
    }

    public void Write(ContentDownloadEvent e)
    {
        AvroEventWriter.Write(e, _block);
        EndRecord();
    }

    public void Write(in EventView e)
    {
        AvroEventWriter.Write(e, _block);
        EndRecord();
    }

    /// <summary>Writes what is left as a block, and flushes the stream.</summary>
    public void Flush()
    {
        if (_blockCount > 0)
            WriteBlock();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _deflated.Dispose();
    }

    private void WriteHeader()
    {
        var header = new ArrayBufferWriter<byte>();
        header.Write(AvroContainerFormat.Magic);
        AvroEncoding.WriteLong(header, 2);
        WriteEntry(AvroContainerFormat.SchemaKey, ContentDownloadSchema.Json);
        WriteEntry(AvroContainerFormat.CodecKey, AvroContainerFormat.Word(_codec));
        AvroEncoding.WriteLong(header, 0);
        header.Write(_syncMarker);
        _stream.Write(header.WrittenSpan);

        void WriteEntry(string key, string value)
        {
            AvroEncoding.WriteBytes(header, Encoding.UTF8.GetBytes(key));
            AvroEncoding.WriteBytes(header, Encoding.UTF8.GetBytes(value));
        }
    }

    private void EndRecord()
    {
        _blockCount++;
        if (_block.WrittenCount >= _blockBytes)
            WriteBlock();
    }

    private void WriteBlock()
    {
        var data = _codec == AvroCodec.Deflate ? Deflate(_block.WrittenSpan) : _block.WrittenSpan;
        Span<byte> head = stackalloc byte[2 * AvroEncoding.MaxLongBytes];
        var length = AvroEncoding.WriteLong(head, _blockCount);
        length += AvroEncoding.WriteLong(head[length..], data.Length);
        _stream.Write(head[..length]);
        _stream.Write(data);
        _stream.Write(_syncMarker);
        _block.ResetWrittenCount();
        _blockCount = 0;
    }

    private ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> data)
    {
        _deflated.SetLength(0);
        using (var deflater = new DeflateStream(_deflated, CompressionLevel.Fastest, leaveOpen: true))
            deflater.Write(data);
        return _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length);
    }
}
