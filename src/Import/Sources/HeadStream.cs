namespace StreamPulse.Import.Sources;

/// <summary>
/// A stream whose first bytes were examined and are returned again. Reads no more than needed to detect the format, so that a slow producer
/// behind a pipe does not block it.
/// </summary>
internal sealed class HeadStream(Stream inner) : ForwardStream
{
    private readonly byte[] _head = new byte[FormatDetector.HeadBytes];
    private int _length;
    private int _given;

    /// <summary>Bytes that were read from this stream.</summary>
    public long BytesGiven { get; private set; }

    /// <summary>
    /// The first bytes: at least four, and one that is neither white space nor the byte order mark, where the contents have so many.
    /// </summary>
    public ReadOnlySpan<byte> Look()
    {
        while (_length < _head.Length && (_length < 4 || FormatDetector.FromFirstCharacter(_head.AsSpan(0, _length)).IsEmpty))
        {
            var read = inner.Read(_head, _length, _head.Length - _length);
            if (read == 0)
                break;
            _length += read;
        }
        return _head.AsSpan(0, _length);
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _length - _given);
        if (count > 0)
        {
            _head.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
        }
        else
        {
            count = inner.Read(buffer);
        }
        BytesGiven += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
