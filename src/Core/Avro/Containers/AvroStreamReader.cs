namespace StreamPulse.Core.Avro.Containers;

/// <summary>Reads a stream forward and counts the position. Reads ahead by at most one buffer.</summary>
internal sealed class AvroStreamReader(Stream stream)
{
    private const int GrowthBytes = 1024 * 1024;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Whether nothing follows.</summary>
    public bool IsAtEnd()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = stream.Read(_buffer);
        }

        return _start == _end;
    }

    /// <exception cref="AvroFormatException">The stream ends before it; <paramref name="what"/> names what was being read.</exception>
    public byte ReadByte(string what)
    {
        if (IsAtEnd())
            throw Error($"The file ends in the middle of {what}");
        Position++;
        return _buffer[_start++];
    }

    /// <summary>A zigzag varint.</summary>
    public long ReadLong(string what)
    {
        Span<byte> encoded = stackalloc byte[AvroEncoding.MaxLongBytes];
        var length = 0;
        do
        {
            if (length == encoded.Length)
                throw Error($"A number in {what} takes more than {encoded.Length} bytes");
            encoded[length++] = ReadByte(what);
        }
        while (encoded[length - 1] >= 0x80);

        try
        {
            return new Generic.AvroBinaryReader(encoded[..length]).ReadLong();
        }
        catch (AvroFormatException e)
        {
            throw new AvroFormatException($"{e.Problem}, in {what}", Position - length);
        }
    }

    public void ReadExactly(Span<byte> destination, string what)
    {
        while (!destination.IsEmpty)
        {
            if (IsAtEnd())
                throw Error($"The file ends in the middle of {what}");
            var count = Math.Min(destination.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(destination);
            destination = destination[count..];
            _start += count;
            Position += count;
        }
    }

    /// <summary>
    /// Reads into the start of <paramref name="buffer"/>, which grows as bytes arrive: a length that the file merely claims
    /// takes no memory.
    /// </summary>
    public void ReadExactly(ref byte[] buffer, int count, string what)
    {
        for (var read = 0; read < count;)
        {
            var step = Math.Min(count - read, GrowthBytes);
            if (buffer.Length < read + step)
                Array.Resize(ref buffer, Math.Min(count, Math.Max(read + step, buffer.Length * 2)));
            ReadExactly(buffer.AsSpan(read, step), what);
            read += step;
        }
    }

    /// <summary>The error at the current position.</summary>
    public AvroFormatException Error(string problem) => new(problem, Position);
}
