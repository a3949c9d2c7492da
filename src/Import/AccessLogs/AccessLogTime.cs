namespace StreamPulse.Import.AccessLogs;

/// <summary>The time of an access log line, such as <c>17/May/2015:10:05:03 +0000</c>.</summary>
internal static class AccessLogTime
{
    /// <summary>Its length; it is always the same.</summary>
    public const int LengthBytes = 26;

    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>
    /// Milliseconds since the Unix epoch, UTC. Every offset up to 23:59 either way is taken; second 60, a leap second, is the first of
    /// the next minute.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long eventTimeMs)
    {
        eventTimeMs = 0;
        if (text.Length != LengthBytes || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':'
            || text[20] != ' ')
        {
            return false;
        }

        var day = Number(text.Slice(0, 2));
        var month = Month(text.Slice(3, 3));
        var year = Number(text.Slice(7, 4));
        var hour = Number(text.Slice(12, 2));
        var minute = Number(text.Slice(15, 2));
        var second = Number(text.Slice(18, 2));
        var offsetHours = Number(text.Slice(22, 2));
        var offsetMinutes = Number(text.Slice(24, 2));
        var sign = text[21] switch { (byte)'+' => 1, (byte)'-' => -1, _ => 0 };
        if (sign == 0 || month == 0 || year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60
            || offsetHours is < 0 or > 23 || offsetMinutes is < 0 or > 59)
        {
            return false;
        }
        var days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var seconds = ((days * 24L + hour) * 60 + minute) * 60 + second;
        eventTimeMs = (seconds - sign * (offsetHours * 3_600L + offsetMinutes * 60L)) * 1_000;
        return true;
    }

    /// <summary>A number of digits only; -1 for anything else.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            value = value * 10 + digit - '0';
        }
        return value;
    }

    /// <summary>1 to 12 for <c>Jan</c> to <c>Dec</c>; 0 for anything else.</summary>
    public static int Month(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < 12 && name.Length == 3; i++)
        {
            if (name[0] == Months[3 * i] && name[1] == Months[3 * i + 1] && name[2] == Months[3 * i + 2])
                return i + 1;
        }
        return 0;
    }
}
