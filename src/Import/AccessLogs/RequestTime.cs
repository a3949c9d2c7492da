using System.Globalization;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Times of JSON and W3C logs. A time without a zone is none, as its meaning would depend on the machine.</summary>
internal static class RequestTime
{
    private const int MaxChars = 48;

    /// <summary>Numbers below are seconds since the Unix epoch, then milliseconds, microseconds and nanoseconds.</summary>
    private const decimal MaxSeconds = 1e11m;

    private static readonly string[] UtcFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    /// <summary>
    /// Reads ISO 8601 with a zone, a time as in common log format, or a number since the Unix epoch whose size tells the unit.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long eventTimeMs)
    {
        if (AccessLogTime.TryParse(text, out eventTimeMs))
            return true;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return TryFromNumber(number, out eventTimeMs);
        if (text.Length is < 20 or > MaxChars || text[10] != 'T' || text[11..].IndexOfAny("Z+-"u8) < 0)
            return false;
        Span<char> chars = stackalloc char[MaxChars];
        var length = System.Text.Encoding.Latin1.GetChars(text, chars);
        if (!DateTimeOffset.TryParse(chars[..length], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        eventTimeMs = time.ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>Reads a date <c>2020-05-06</c> and a time <c>10:00:00</c>, perhaps with a fraction; both are UTC.</summary>
    public static bool TryParseUtc(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, out long eventTimeMs)
    {
        eventTimeMs = 0;
        if (date.Length != 10 || time.Length is < 8 or > 16)
            return false;
        Span<char> chars = stackalloc char[MaxChars];
        var length = System.Text.Encoding.Latin1.GetChars(date, chars);
        chars[length++] = ' ';
        length += System.Text.Encoding.Latin1.GetChars(time, chars[length..]);
        if (!DateTime.TryParseExact(
            chars[..length], UtcFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc))
        {
            return false;
        }
        eventTimeMs = new DateTimeOffset(utc).ToUnixTimeMilliseconds();
        return true;
    }

    private static bool TryFromNumber(decimal number, out long eventTimeMs)
    {
        eventTimeMs = 0;
        if (number is < 0 or >= MaxSeconds * 1_000_000_000)
            return false;
        var milliseconds = number < MaxSeconds ? number * 1_000 : number;
        while (milliseconds >= MaxSeconds * 1_000)
            milliseconds /= 1_000;
        eventTimeMs = (long)milliseconds;
        return true;
    }
}
