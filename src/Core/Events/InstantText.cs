using System.Globalization;

namespace StreamPulse.Core.Events;

/// <summary>
/// Times as people and programs write them to this service: ISO 8601 in the extended format with zone, as RFC 3339 also allows it, with t
/// and z in either case. Event times in JSON and times in requests are read here.
/// </summary>
public static class InstantText
{
    /// <summary>Longest text that is read.</summary>
    private const int Longest = 48;

    private const int DateLength = 10;
    private const int MinutesLength = 16;
    private const int TickDigits = 7;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>
    /// Reads a time such as <c>2026-03-01T12:00:00Z</c>: date, t, hours and minutes; optionally seconds and any number of digits of a
    /// second, of which those beyond 100 ns are dropped; z or an offset of <c>±hh:mm</c> or <c>±hh</c>.
    /// </summary>
    /// <param name="instant">The time in UTC.</param>
    /// <param name="found">What the text is instead, worded to follow "found".</param>
    /// <returns>False, with <paramref name="found"/>, for anything else; never throws.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant, out string? found)
    {
        (instant, found) = (default, null);
        if (text.Length <= Longest && ZoneStart(text) is { } zone && TryNormalize(text, zone, out var normal)
            && DateTimeOffset.TryParseExact(normal, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
        {
            instant = read.ToUniversalTime();
            return true;
        }

        found = Found(text);
        return false;
    }

    /// <summary>Index of z or of the offset's sign; null if there is none behind the time.</summary>
    private static int? ZoneStart(ReadOnlySpan<char> text)
    {
        if (text.Length < MinutesLength)
            return null;
        var start = text[DateLength..].IndexOfAny("zZ+-");
        return start < 0 ? null : start + DateLength;
    }

    /// <summary>The same time with T, an offset of hours and minutes, and at most seven digits of a second.</summary>
    private static bool TryNormalize(ReadOnlySpan<char> text, int zone, out string normal)
    {
        normal = "";
        var offset = text[zone..] switch
        {
            ['z' or 'Z'] => "+00:00",
            ['+' or '-', _, _] hours => string.Concat(hours, ":00"),
            ['+' or '-', _, _, ':', _, _] whole => whole.ToString(),
            _ => null,
        };
        if (offset is null || text[DateLength] is not ('T' or 't'))
            return false;
        var time = text[(DateLength + 1)..zone];
        var point = time.IndexOf('.');
        if (point >= 0)
        {
            var digits = time[(point + 1)..];
            if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
                return false;
            time = time[..(point + 1 + Math.Min(digits.Length, TickDigits))];
        }

        normal = string.Concat(text[..DateLength], "T", time, offset);
        return true;
    }

    /// <summary>The first thing that is wrong, with what to write instead.</summary>
    private static string Found(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > Longest || !char.IsAsciiDigit(text[0]) || text.ContainsAnyExcept("0123456789-+:.,tTzZwW "))
            return "text that is no such time";
        if (!text.ContainsAnyExceptInRange('0', '9'))
            return "a number written as text";
        if (text.Length < 5 || text[..4].ContainsAnyExceptInRange('0', '9') || text[4] != '-')
            return "a time in the basic format (write it with dashes and colons)";
        if (text.ContainsAny("wW") || (text.Length > 8 && text[7] != '-'))
            return "a date without month and day (write year, month and day)";
        if (text.Length <= DateLength)
            return "a date without a time";
        return text[DateLength] == ' ' ? "a blank between date and time (write T)"
            : text[DateLength] is not ('T' or 't') ? "text that is no such time"
            : FoundInTime(text[(DateLength + 1)..], text[..DateLength]);
    }

    private static string FoundInTime(ReadOnlySpan<char> rest, ReadOnlySpan<char> date)
    {
        var start = rest.IndexOfAny("zZ+-");
        var time = start < 0 ? rest : rest[..start];
        var zone = start < 0 ? [] : rest[start..];
        if (time.Contains(','))
            return "a comma before the digits of a second (write a point)";
        if (time.Length < 5 || time[2] != ':')
            return "a time in the basic format (write it with colons)";
        if (zone.IsEmpty)
            return "a time without a zone (end it with Z or an offset such as +02:00)";
        if (zone is ['+' or '-', _, _, _, _] && !zone.Contains(':'))
            return "an offset without a colon (write +00:00)";
        if (zone is not (['z' or 'Z'] or ['+' or '-', _, _] or ['+' or '-', _, _, ':', _, _]))
            return "a zone that is neither Z nor an offset such as +02:00";
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return "a day that is not in the calendar";
        if (time.StartsWith("24"))
            return "hour 24 (write 00 of the next day)";
        if (time.Length >= 8 && time[6..8] is "60")
            return "second 60, a leap second (write second 59)";
        if (!TimeOnly.TryParseExact(time[..Math.Min(8, time.Length)], ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out _))
        {
            return "an hour, minute or second out of range";
        }

        return time.Length > 8 && (time[8] != '.' || time.Length == 9 || time[9..].ContainsAnyExceptInRange('0', '9'))
            ? "digits of a second that are none"
            : "an offset out of range (at most 14 hours)";
    }
}
