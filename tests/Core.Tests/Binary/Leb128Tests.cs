using System.Buffers;
using StreamPulse.Core.Binary;

namespace StreamPulse.Core.Tests.Binary;

public sealed class Leb128Tests
{
    [Theory]
    [InlineData(0, new byte[] { 0 })]
    [InlineData(127, new byte[] { 127 })]
    [InlineData(128, new byte[] { 0x80, 1 })]
    [InlineData(300, new byte[] { 0xAC, 2 })]
    [InlineData(624_485, new byte[] { 0xE5, 0x8E, 0x26 })]
    [InlineData(ulong.MaxValue, new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 1 })]
    public void HasItsOneForm(ulong value, byte[] form)
    {
        var output = new ArrayBufferWriter<byte>();
        Leb128.Write(output, value);
        Assert.Equal(form, output.WrittenSpan.ToArray());

        Assert.Equal(Leb128Result.Ok, Leb128.Read([.. form, 0xFF], out var read, out var length));
        Assert.Equal((value, form.Length), (read, length));
    }

    [Fact]
    public void NumbersAroundEveryLengthAreReadAsWritten()
    {
        Span<byte> form = stackalloc byte[Leb128.MaxBytes];
        for (var bits = 0; bits < 64; bits++)
        {
            foreach (var value in new[] { (1UL << bits) - 1, 1UL << bits, (1UL << bits) + 1, ulong.MaxValue << bits })
            {
                var written = Leb128.Write(form, value);
                Assert.Equal(Leb128Result.Ok, Leb128.Read(form[..written], out var read, out var length));
                Assert.Equal((value, written), (read, length));
                for (var cut = 0; cut < written; cut++)
                    Assert.Equal(Leb128Result.EndsWithin, Leb128.Read(form[..cut], out _, out _));
            }
        }
    }

    [Theory]
    [InlineData(Leb128Result.NotShortest, new byte[] { 0x80, 0 })]
    [InlineData(Leb128Result.NotShortest, new byte[] { 0x80, 0, 1 })]
    [InlineData(Leb128Result.NotShortest, new byte[] { 0xFF, 0x80, 0 })]
    [InlineData(Leb128Result.NotShortest, new byte[] { 0xFF, 0x80, 0, 1 })]
    [InlineData(Leb128Result.NotShortest, new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 0 })]
    [InlineData(Leb128Result.TooLarge, new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 2 })]
    [InlineData(Leb128Result.TooLarge, new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 0x81 })]
    public void OtherFormsAreRefused(Leb128Result expected, byte[] form) => Assert.Equal(expected, Leb128.Read(form, out _, out _));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    [InlineData(long.MaxValue, ulong.MaxValue - 1)]
    [InlineData(long.MinValue, ulong.MaxValue)]
    public void ZigZagKeepsSmallNumbersSmall(long value, ulong folded)
    {
        Assert.Equal(folded, Leb128.ZigZag(value));
        Assert.Equal(value, Leb128.UnZigZag(folded));
    }
}
