using System.IO.Compression;

namespace StreamPulse.Import.Sources;

/// <summary>
/// Unpacks gzip and detects truncation, which the framework's stream takes for the end. After the packed bytes, one more member with
/// generated contents is fed in: it is unpacked if, and only if, everything before it was complete. The framework reads on only after it
/// has returned all that it could unpack, so what it returns after that member was fed in is not part of the file.
/// </summary>
internal sealed class GzipContents : ForwardStream
{
    private readonly byte[] _mark = Guid.NewGuid().ToByteArray();
    private readonly MarkedStream _packed;
    private readonly GZipStream _unpacked;
    private bool _isWhole;

    public GzipContents(Stream packed)
    {
        _packed = new MarkedStream(packed, Pack(_mark));
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The packed bytes are damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_isWhole || buffer.IsEmpty)
            return 0;
        var read = _packed.IsMarkGiven ? 0 : _unpacked.Read(buffer);
        if (!_packed.IsMarkGiven)
            return read;
        CheckMark(buffer[..read]);
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack(ReadOnlySpan<byte> contents)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
            gzip.Write(contents);
        return packed.ToArray();
    }

    private void CheckMark(ReadOnlySpan<byte> first)
    {
        Span<byte> found = stackalloc byte[_mark.Length + 1];
        var length = Math.Min(first.Length, found.Length);
        first[..length].CopyTo(found);
        while (length < found.Length)
        {
            var read = _unpacked.Read(found[length..]);
            if (read == 0)
                break;
            length += read;
        }
        _isWhole = found[..length].SequenceEqual(_mark);
        if (!_isWhole)
            throw new InvalidDataException("The packed bytes end too early: the file is truncated.");
    }

    /// <summary>A stream with some more bytes after its end.</summary>
    private sealed class MarkedStream(Stream inner, byte[] mark) : ForwardStream
    {
        private readonly MemoryStream _mark = new(mark);

        /// <summary>Some of the bytes after the end were read.</summary>
        public bool IsMarkGiven { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = IsMarkGiven || buffer.IsEmpty ? 0 : inner.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
                return read;
            IsMarkGiven = true;
            return _mark.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
