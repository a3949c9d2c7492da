using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

public sealed class AvroEventReaderTests
{
    /// <summary>An event written by hand from the specification: lengths doubled, zigzag numbers, little-endian floats.</summary>
    private static readonly byte[] ByHand =
    [
        2, (byte)'e', // event_id
        0x80, 0x01, // timestamp 64
        0, // user_id ""
        4, (byte)'c', (byte)'1', 2, (byte)'t', 2, (byte)'m', 2, (byte)'k', // content_id, title, type, category
        1, // size_mb -1
        0, 0, 0x80, 0x3F, // price 1.0
        4, (byte)'o', (byte)'k', // status
        0xFE, 0xFF, 0xFF, 0xFF, 0x0F, // duration_seconds int.MaxValue
        0, 0, 0, 0xC0, // speed_mbps -2.0
        0, // error_code null
        2, 4, 0xC3, 0xA9, // error_message "é"
        2, (byte)'r', 2, (byte)'y', 2, (byte)'d', 2, (byte)'o', 2, (byte)'w', // region, city, device, os_version, connection_type
    ];

    private static readonly ContentDownloadEvent ByHandEvent = new()
    {
        EventId = "e",
        EventTimeMs = 64,
        UserId = "",
        Content = new ContentInfo("c1", "t", "m", "k", -1, 1f),
        Download = new DownloadInfo("ok", int.MaxValue, -2f, null, "é"),
        UserContext = new UserContextInfo("r", "y", "d", "o", "w"),
    };

    [Fact]
    public void Reads_bytes_written_by_hand()
    {
        Assert.True(AvroEventReader.TryRead(ByHand, out var view));
        AvroTesting.AssertEqual(ByHandEvent, EventViews.ToEvent(view));
        Assert.False(view.HasErrorCode);
        Assert.True(view.HasErrorMessage);
    }

    [Fact]
    public void Writes_the_bytes_written_by_hand()
        => Assert.Equal(ByHand, AvroTesting.Bare(ByHandEvent));

    [Fact]
    public void Strings_are_slices_of_the_input()
    {
        var bytes = (byte[])ByHand.Clone();
        Assert.True(AvroEventReader.TryRead(bytes, out var view));
        bytes[1] = (byte)'X';
        Assert.Equal("X"u8, view.EventId);
    }

    [Fact]
    public void Truncation_at_every_byte_is_refused()
    {
        var bytes = AvroTesting.Bare(AvroTesting.Sample);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(AvroEventReader.TryRead(bytes.AsSpan(0, length), out var view), $"{length} bytes");
            Assert.True(view.EventId.IsEmpty && view.EventTimeMs == 0);
        }

        Assert.True(AvroEventReader.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData(0, "01", "a negative length")]
    [InlineData(0, "8200", "a length in a longer form than needed")]
    [InlineData(0, "FEFFFFFF0F", "a length beyond the end")]
    [InlineData(0, "FEFFFFFFFFFFFFFFFF01", "the longest length")]
    [InlineData(0, "FFFFFFFFFFFFFFFFFF01", "the most negative length")]
    [InlineData(0, "82808080808080808080", "a length without end")]
    [InlineData(2, "FFFFFFFFFFFFFFFFFF02", "a timestamp of more than 64 bits")]
    [InlineData(2, "80808080808080808000", "a timestamp in a longer form than needed")]
    [InlineData(2, "8080808080808080808001", "a timestamp of eleven bytes")]
    [InlineData(2, "808000", "a short timestamp in a longer form than needed")]
    [InlineData(14, "8000", "size_mb in a longer form than needed")]
    [InlineData(14, "8080808010", "size_mb of 2^31")]
    [InlineData(14, "8180808010", "size_mb of -2^31 - 1")]
    [InlineData(14, "808080808001", "size_mb of 2^34")]
    [InlineData(31, "04", "a branch that the union does not have")]
    [InlineData(31, "01", "a negative branch")]
    [InlineData(31, "8200", "a branch in a longer form than needed")]
    public void Refuses(int position, string replacementHex, string what)
    {
        // Each replaces the number that starts at the position; that it is the right place is what the control below shows.
        var replaced = Replace(position, replacementHex);
        Assert.False(AvroEventReader.TryRead(replaced, out _), what);
    }

    [Theory]
    [InlineData(0, "02")]
    [InlineData(2, "FFFFFFFFFFFFFFFFFF01")]
    [InlineData(2, "FEFFFFFFFFFFFFFFFF01")]
    [InlineData(2, "00")]
    [InlineData(14, "FFFFFFFF0F")]
    [InlineData(14, "00")]
    [InlineData(31, "0200")]
    [InlineData(31, "00")]
    public void Takes(int position, string replacementHex)
        => Assert.True(AvroEventReader.TryRead(Replace(position, replacementHex), out _));

    [Fact]
    public void Bytes_left_over_are_refused()
        => Assert.False(AvroEventReader.TryRead([.. ByHand, 0], out _));

    [Fact]
    public void Reading_allocates_nothing()
    {
        var bytes = AvroTesting.Bare(AvroTesting.Sample);
        var decoder = new AvroEventDecoder(AvroTesting.OursAs(3));
        var framed = AvroTesting.Framed(3, AvroTesting.Sample);
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Read()
        {
            if (!AvroEventReader.TryRead(bytes, out _) || decoder.TryDecode(framed, out _) != RejectionReason.None)
                throw new InvalidOperationException("The sample is not read.");
        }
    }

    /// <summary>The bytes written by hand, the varint at a position replaced.</summary>
    private static byte[] Replace(int position, string hex)
    {
        var end = position;
        while ((ByHand[end++] & 0x80) != 0)
        {
        }

        return [.. ByHand[..position], .. Convert.FromHexString(hex), .. ByHand[end..]];
    }
}
