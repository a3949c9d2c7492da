namespace StreamPulse.Import.Lines;

/// <summary>
/// Cuts a stream into lines at each newline, in memory bounded by the longest line. Every line that starts before the limit is read
/// to its newline, even past the limit. Zero bytes in front of a line, of which a log that was cut in place has as many as it had bytes
/// before, are passed over.
/// </summary>
/// <param name="stream">Stands at <paramref name="startOffset"/>; it is not disposed here.</param>
/// <param name="startOffset">Offset of the stream's next byte, for the offsets of lines.</param>
/// <param name="limitOffset">No line is read that starts here or later; null reads to the end.</param>
/// <param name="maxLineBytes">Longest line without its newline.</param>
internal sealed class LineReader(Stream stream, long startOffset, long? limitOffset, int maxLineBytes)
{
    private const byte NewLine = (byte)'\n';
    private const int FirstBufferBytes = 64 * 1024;

    /// <summary>A carriage return and a newline may follow a line of full length.</summary>
    private readonly int _maxBufferBytes = Math.Max(maxLineBytes, ImportReject.MaxRawBytes) + 2;

    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _begin;
    private int _end;

    /// <summary>Where the next line starts.</summary>
    public long Offset { get; private set; } = startOffset;

    /// <summary>The last line that was read ended with the stream and not with a newline.</summary>
    public bool LastLineUnterminated { get; private set; }

    /// <summary>What is buffered of the next line.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(_begin, _end - _begin);

    /// <summary>The next line; false at the limit or the stream's end.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The stream is packed and damaged; <see cref="Pending"/> is what was there of the line.
    /// </exception>
    public bool TryRead(out RawLine line)
    {
        line = default;
        if (Offset >= limitOffset)
            return false;
        var zeros = SkipZeros();
        var searched = 0;
        while (true)
        {
            var newLine = Pending[searched..].IndexOf(NewLine);
            if (newLine >= 0)
            {
                line = Take(searched + newLine, terminatorBytes: 1) with { Zeros = zeros };
                return true;
            }
            searched = Pending.Length;
            if (searched == _maxBufferBytes)
            {
                line = TakeTooLong() with { Zeros = zeros };
                return true;
            }
            if (!Fill())
            {
                if (searched == 0 && zeros == 0)
                    return false;
                LastLineUnterminated = true;
                line = Take(searched, terminatorBytes: 0) with { Zeros = zeros };
                return true;
            }
        }
    }

    /// <summary>Moves behind the zero bytes at the line's start; how many there are.</summary>
    private long SkipZeros()
    {
        var skipped = 0L;
        while (true)
        {
            var other = Pending.IndexOfAnyExcept((byte)0);
            var count = other < 0 ? Pending.Length : other;
            skipped += count;
            _begin += count;
            Offset += count;
            if (other >= 0 || !Fill())
                return skipped;
        }
    }

    private RawLine Take(int lengthBytes, int terminatorBytes)
    {
        var bytes = Pending[..lengthBytes];
        if (bytes.EndsWith("\r"u8))
            bytes = bytes[..^1];
        var isTooLong = bytes.Length > maxLineBytes;
        var line = new RawLine
        {
            Bytes = isTooLong ? Cut(bytes) : bytes,
            StartOffset = Offset,
            EndOffset = Offset + lengthBytes + terminatorBytes,
            IsTooLong = isTooLong,
        };
        _begin += lengthBytes + terminatorBytes;
        Offset = line.EndOffset;
        return line;
    }

    /// <summary>Passes over the rest of a line that fills the buffer, and keeps its beginning.</summary>
    private RawLine TakeTooLong()
    {
        var line = new RawLine { Bytes = Cut(Pending).ToArray(), StartOffset = Offset, IsTooLong = true };
        while (true)
        {
            var newLine = Pending.IndexOf(NewLine);
            var passed = newLine < 0 ? Pending.Length : newLine + 1;
            _begin += passed;
            Offset += passed;
            if (newLine < 0 && Fill())
                continue;
            LastLineUnterminated = newLine < 0;
            line.EndOffset = Offset;
            return line;
        }
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, ImportReject.MaxRawBytes)];

    /// <summary>Reads more behind what is pending; false at the stream's end.</summary>
    private bool Fill()
    {
        if (_begin > 0)
        {
            Pending.CopyTo(_buffer);
            _end -= _begin;
            _begin = 0;
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, _maxBufferBytes));
        var room = Math.Min(_buffer.Length, _maxBufferBytes) - _end;
        var read = stream.Read(_buffer, _end, room);
        _end += read;
        return read > 0;
    }
}
