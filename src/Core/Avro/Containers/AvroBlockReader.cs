using System.IO.Compression;

namespace StreamPulse.Core.Avro.Containers;

/// <summary>Reads the blocks of a container file one after the other, into buffers that it uses again.</summary>
internal sealed class AvroBlockReader(AvroStreamReader input, AvroContainerHeader header, int maxBlockBytes)
{
    private const string What = "a block";
    private const int InflateStepBytes = 256 * 1024;
    private byte[] _stored = [];
    private byte[] _inflated = [];

    /// <summary>The number of records in the current block.</summary>
    public long RecordCount { get; private set; }

    /// <summary>
    /// The current block's records, not compressed, or its data as stored where there is <see cref="Damage"/>; valid until the next block
    /// is read.
    /// </summary>
    public ReadOnlyMemory<byte> Records { get; private set; }

    /// <summary>Why the current block's data cannot be decompressed, although the block ends where it should; else null.</summary>
    public AvroFormatException? Damage { get; private set; }

    /// <summary>Position in the file of the current block's data, which is compressed there if the file is.</summary>
    public long DataPosition { get; private set; }

    /// <summary>Moves to the next block; false at the end of the file.</summary>
    /// <exception cref="AvroFormatException">The block's end cannot be found, or it is incomplete or longer than allowed.</exception>
    public bool MoveNext()
    {
        if (input.IsAtEnd())
            return false;
        var count = input.ReadLong(What);
        var size = input.ReadLong(What);
        if (count < 0)
            throw input.Error($"A block claims {count} records");
        if (size < 0 || size > maxBlockBytes)
            throw input.Error($"A block claims {size} bytes; {maxBlockBytes} are allowed");

        DataPosition = input.Position;
        input.ReadExactly(ref _stored, (int)size, What);
        CheckSyncMarker();
        Records = _stored.AsMemory(0, (int)size);
        Damage = null;
        RecordCount = count;
        if (header.Codec == AvroCodec.Deflate)
            Inflate((int)size);
        return true;
    }

    private void CheckSyncMarker()
    {
        var position = input.Position;
        Span<byte> marker = stackalloc byte[AvroContainerFormat.SyncMarkerBytes];
        input.ReadExactly(marker, "a block's sync marker");
        if (!marker.SequenceEqual(header.SyncMarker))
            throw new AvroFormatException("A block is not followed by the file's sync marker", position);
    }

    private void Inflate(int size)
    {
        try
        {
            Records = Inflated(size);
        }
        catch (AvroFormatException e)
        {
            Damage = e;
            RecordCount = Math.Min(RecordCount, maxBlockBytes); // a record takes a byte at least, whatever the block claims
        }
    }

    /// <summary>What is stored, inflated as far as the bound allows.</summary>
    private ReadOnlyMemory<byte> Inflated(int size)
    {
        using var inflater = new DeflateStream(new MemoryStream(_stored, 0, size, writable: false), CompressionMode.Decompress);
        var length = 0;
        try
        {
            while (true)
            {
                if (length == _inflated.Length)
                    Array.Resize(ref _inflated, Math.Min(maxBlockBytes + 1, Math.Max(InflateStepBytes, length * 2)));
                var read = inflater.Read(_inflated, length, _inflated.Length - length);
                if (read == 0)
                    return _inflated.AsMemory(0, length);
                length += read;
                if (length > maxBlockBytes)
                {
                    throw new AvroFormatException(
                        $"A block has more than the {maxBlockBytes} bytes that are allowed, once inflated", DataPosition);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new AvroFormatException("A block's data is not in deflate format", DataPosition, e);
        }
    }
}
