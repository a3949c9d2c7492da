using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Events;

/// <summary>Which bytes are text: UTF-8 without U+0000, with the wrong byte at every position in texts of every length.</summary>
public sealed class EventTextTests
{
    private const int Longest = 67;

    private readonly EventValidator _validator = new(EventLimits.Default);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x80)]
    [InlineData(0xC3)]
    [InlineData(0xFF)]
    public void One_byte_that_is_no_text_is_found_at_every_place(byte bad)
    {
        for (var length = 1; length <= Longest; length++)
        {
            for (var at = 0; at < length; at++)
            {
                var title = Plain(length);
                title[at] = bad;
                Assert.True(RejectionReason.InvalidText == Judge(title), $"Byte {at} of {length} was not found.");
            }
        }
    }

    [Fact]
    public void Text_beyond_ASCII_is_text_at_every_place()
    {
        for (var length = 2; length <= Longest; length++)
        {
            for (var at = 0; at + 1 < length; at++)
            {
                var title = Plain(length);
                "é"u8.CopyTo(title.AsSpan(at));
                Assert.True(RejectionReason.None == Judge(title), $"A text of {length} bytes with two at {at} was refused.");
            }
        }
    }

    [Fact]
    public void Every_byte_from_1_to_127_is_text()
    {
        for (var length = 0; length <= Longest; length++)
        {
            for (byte one = 1; one < 128; one++)
            {
                var title = new byte[length];
                title.AsSpan().Fill(one);
                Assert.True(RejectionReason.None == Judge(title), $"{length} bytes of {one} were refused.");
            }
        }
    }

    /// <summary>Text of one byte a character.</summary>
    internal static byte[] Plain(int length)
    {
        var text = new byte[length];
        text.AsSpan().Fill((byte)'a');
        return text;
    }

    private RejectionReason Judge(ReadOnlySpan<byte> title)
    {
        var e = new EventView
        {
            EventId = "e"u8,
            EventTimeMs = EventValidator.MinEventTimeMs,
            ContentId = "c"u8,
            Title = title,
            Status = "success"u8,
            Region = "r"u8,
            Device = "d"u8,
        };
        return _validator.Validate(e, EventValidator.MinEventTimeMs);
    }
}
