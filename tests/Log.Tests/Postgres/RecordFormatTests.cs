using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Log.Postgres;

namespace StreamPulse.Log.Tests.Postgres;

public sealed class RecordFormatTests
{
    [Fact]
    public void What_was_encoded_is_decoded()
        => Check.QuickThrowOnFailure(Prop.ForAll<byte[][]>(values =>
        {
            using var segment = new EncodedSegment(0);
            foreach (var value in values)
                segment.Add(value);
            var position = 0;
            var decoded = values.Select(_ => RecordFormat.Read(segment.Payload.Span, ref position).ToArray()).ToList();
            Assert.Equal(values, decoded);
            Assert.Equal(segment.SizeBytes, position);
        }));

    [Fact]
    public void A_payload_that_ends_early_is_damage()
        => Check.QuickThrowOnFailure(Prop.ForAll<NonEmptyArray<byte>, int>((value, cut) =>
        {
            using var segment = new EncodedSegment(0);
            segment.Add(value.Get);
            var rest = (int)((uint)cut % (uint)segment.SizeBytes);
            Assert.Throws<InvalidDataException>(() =>
            {
                var position = 0;
                RecordFormat.Read(segment.Payload.Span[..rest], ref position);
            });
        }));

    [Theory]
    [InlineData(0, new byte[] { 0 })]
    [InlineData(127, new byte[] { 0x7f })]
    [InlineData(128, new byte[] { 0x80, 0x01 })]
    [InlineData(624485, new byte[] { 0xe5, 0x8e, 0x26 })]
    [InlineData(int.MaxValue, new byte[] { 0xff, 0xff, 0xff, 0xff, 0x07 })]
    public void Lengths_are_unsigned_LEB128(int length, byte[] expected)
    {
        Span<byte> target = stackalloc byte[RecordFormat.MaximumLengthBytes];
        Assert.Equal(expected, target[..RecordFormat.WriteLength(target, length)].ToArray());
    }
}
