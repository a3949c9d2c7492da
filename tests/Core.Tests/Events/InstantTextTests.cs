using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Events;

/// <summary>Which times are read, and what is said of the others.</summary>
public sealed class InstantTextTests
{
    [Theory]
    [InlineData("2026-03-01T12:00Z", "2026-03-01T12:00:00.0000000")]
    [InlineData("2026-03-01T12:00:01Z", "2026-03-01T12:00:01.0000000")]
    [InlineData("2026-03-01t12:00:01z", "2026-03-01T12:00:01.0000000")]
    [InlineData("2026-03-01T12:00:01.5Z", "2026-03-01T12:00:01.5000000")]
    [InlineData("2026-03-01T12:00:01.123456789Z", "2026-03-01T12:00:01.1234567")]
    [InlineData("2026-03-01T12:00:01.1234567890123456+02:00", "2026-03-01T10:00:01.1234567")]
    [InlineData("2026-03-01T12:00:01+02", "2026-03-01T10:00:01.0000000")]
    [InlineData("2026-03-01T00:30:00-14:00", "2026-03-01T14:30:00.0000000")]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000")]
    public void These_are_read(string text, string utc)
    {
        Assert.True(InstantText.TryParse(text, out var instant, out var found), found);
        Assert.Equal(utc, instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00+0000", "an offset without a colon (write +00:00)")]
    [InlineData("20260301T120000Z", "a time in the basic format (write it with dashes and colons)")]
    [InlineData("2026-03-01T120000Z", "a time in the basic format (write it with colons)")]
    [InlineData("2016-12-31T23:59:60Z", "second 60, a leap second (write second 59)")]
    [InlineData("2026-03-01T24:00:00Z", "hour 24 (write 00 of the next day)")]
    [InlineData("2026-03-01T12:60:00Z", "an hour, minute or second out of range")]
    [InlineData("2026-03-01T12:00:00", "a time without a zone (end it with Z or an offset such as +02:00)")]
    [InlineData("2026-03-01", "a date without a time")]
    [InlineData("2026-03-01 12:00:00Z", "a blank between date and time (write T)")]
    [InlineData("2026-03-01T12:00:00,5Z", "a comma before the digits of a second (write a point)")]
    [InlineData("2026-03-01T12:00:00.Z", "digits of a second that are none")]
    [InlineData("2026-02-30T12:00:00Z", "a day that is not in the calendar")]
    [InlineData("2026-03-01T12:00:00+15:00", "an offset out of range (at most 14 hours)")]
    [InlineData("2026-03-01T12:00:00+02:0", "a zone that is neither Z nor an offset such as +02:00")]
    [InlineData("2026-W10-1T12:00:00Z", "a date without month and day (write year, month and day)")]
    [InlineData("2026-060T12:00:00Z", "a date without month and day (write year, month and day)")]
    [InlineData("1772366400", "a number written as text")]
    [InlineData("yesterday", "text that is no such time")]
    [InlineData("", "text that is no such time")]
    [InlineData("2026-03-01T12:00:00\u0661Z", "text that is no such time")]
    public void These_are_not_and_are_told_why(string text, string expected)
    {
        Assert.False(InstantText.TryParse(text, out _, out var found));
        Assert.Equal(expected, found);
    }

    [Fact]
    public void No_text_throws()
    {
        const string Time = "2026-03-01T12:00:00.123+02:00";
        const string Others = "0:+-.TtZz,W 9\u0660\ud800";
        for (var i = 0; i < Time.Length; i++)
        {
            InstantText.TryParse(Time.AsSpan(0, i), out _, out _);
            InstantText.TryParse(Time.AsSpan(i), out _, out _);
            foreach (var other in Others)
                InstantText.TryParse(string.Concat(Time.AsSpan(0, i), [other], Time.AsSpan(i + 1)), out _, out _);
        }
    }
}
