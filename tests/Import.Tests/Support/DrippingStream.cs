namespace StreamPulse.Import.Tests.Support;

/// <summary>Returns one byte at each read, as a slow producer behind a pipe may, and cannot seek.</summary>
internal sealed class DrippingStream(byte[] contents) : MemoryStream(contents)
{
    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
}
