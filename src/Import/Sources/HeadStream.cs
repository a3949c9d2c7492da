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

    /// <summary>
    /// Zero bytes that were examined and are not in the head: a log that was cut in place begins with any number of them.
    /// </summary>
    private long _zeros;

    /// <summary>Bytes that were read from this stream.</summary>
    public long BytesGiven { get; private set; }

    /// <summary>
    /// The first bytes behind zero bytes: at least four, and as many as tell the format, where the contents have so many.
    /// </summary>
    public ReadOnlySpan<byte> Look()
    {
        while (_length < 4 || FormatDetector.NeedsMore(_head.AsSpan(0, _length)))
        {
            if (!_head.AsSpan(0, _length).ContainsAnyExcept((byte)0))
            {
                _zeros += _length;
                _length = 0;
            }
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
        if (_zeros > 0)
        {
            count = (int)Math.Min(buffer.Length, _zeros);
            buffer[..count].Clear();
            _zeros -= count;
        }
        else if (count > 0)
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
