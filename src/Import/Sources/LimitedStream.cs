namespace StreamPulse.Import.Sources;

/// <summary>The first bytes of a stream; it ends after them.</summary>
internal sealed class LimitedStream(Stream inner, long limitBytes) : ForwardStream
{
    private long _left = limitBytes;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
