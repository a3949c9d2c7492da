using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Parses a line: <c>[vhost] client identity user [time] "request" status bytes ["referer" "user agent" [more]]</c>.
/// One pass; quoted fields may hold quotes escaped by a backslash.
/// </summary>
public static class AccessLogSyntax
{
    private const byte Space = (byte)' ';
    private const byte Quote = (byte)'"';

    /// <param name="error">What was expected and not found.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out AccessLogLine line, [NotNullWhen(false)] out string? error)
    {
        line = default;
        if (text.Contains((byte)'\r'))
            return Fail("expected one line, found carriage returns that separate several", out error);
        if (!TryFindTime(text, out var timeStart, out line.EventTimeMs))
            return Fail("expected a time such as [17/May/2015:10:05:03 +0000], found none", out error);
        if (!ClientField.TryRead(text[..timeStart], out line.Client, out error))
            return false;

        var rest = text[(timeStart + AccessLogTime.LengthBytes + 2)..].TrimStart(Space);
        if (rest.IsEmpty || rest[0] != Quote)
            return Fail("expected the request in quotes after the time, found something else", out error);
        if (HoldsAnotherRequest(rest))
            return Fail("expected one request in a line, found another time and request behind the first: lines are joined", out error);
        if (!TryReadRequest(rest[1..], out var request, out rest))
            return Fail("expected a closing quote and a status of three digits after the request, found none", out error);

        line.Method = RequestTarget.Method(request);
        line.Path = RequestTarget.Path(request);
        line.Status = (rest[0] - '0') * 100 + (rest[1] - '0') * 10 + rest[2] - '0';
        rest = rest[3..].TrimStart(Space);
        var bytes = TakeWord(ref rest);
        if (!IsDash(bytes)
            && !(Utf8Parser.TryParse(bytes, out line.SentBytes, out var used) && used == bytes.Length && line.SentBytes >= 0))
        {
            return Fail("expected the number of bytes or - after the status, found something else", out error);
        }

        ReadRest(rest, ref line);
        error = null;
        return true;
    }

    private static bool Fail(string message, out string? error)
    {
        error = message;
        return false;
    }

    /// <summary>The first bracket that a time stands in; a user name may hold brackets too.</summary>
    private static bool TryFindTime(ReadOnlySpan<byte> text, out int bracket, out long eventTimeMs)
    {
        eventTimeMs = 0;
        for (bracket = 0; bracket + AccessLogTime.LengthBytes + 1 < text.Length; bracket++)
        {
            var next = text[bracket..].IndexOf((byte)'[');
            if (next < 0)
                return false;
            bracket += next;
            var inside = text[(bracket + 1)..];
            if (inside.Length > AccessLogTime.LengthBytes && inside[AccessLogTime.LengthBytes] == ']'
                && AccessLogTime.TryParse(inside[..AccessLogTime.LengthBytes], out eventTimeMs))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The request ends at a quote that is not escaped and that a status follows; old servers do not escape quotes at all, and the
    /// status tells the end even then.
    /// </summary>
    private static bool TryReadRequest(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> request, out ReadOnlySpan<byte> statusOn)
    {
        var at = 0;
        while (TryFindQuote(text, ref at))
        {
            var behind = text[(at + 1)..];
            statusOn = behind.TrimStart(Space);
            if (statusOn.Length < behind.Length && StartsWithStatus(statusOn))
            {
                request = text[..at];
                return true;
            }
            at++;
        }
        request = statusOn = default;
        return false;
    }

    /// <summary>Whether a time in brackets, a quoted request and a status stand in it, as in a line of their own.</summary>
    private static bool HoldsAnotherRequest(ReadOnlySpan<byte> text)
    {
        while (TryFindTime(text, out var bracket, out _))
        {
            text = text[(bracket + AccessLogTime.LengthBytes + 2)..];
            var request = text.TrimStart(Space);
            if (request.StartsWith("\""u8) && TryReadRequest(request[1..], out _, out _))
                return true;
        }
        return false;
    }

    private static bool StartsWithStatus(ReadOnlySpan<byte> text)
        => text.Length >= 3 && !text[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9') && (text.Length == 3 || text[3] == Space);

    /// <summary>Moves to the next quote that no backslash escapes.</summary>
    private static bool TryFindQuote(ReadOnlySpan<byte> text, ref int at)
    {
        while (true)
        {
            var next = at < text.Length ? text[at..].IndexOfAny(Quote, (byte)'\\') : -1;
            if (next < 0)
                return false;
            at += next;
            if (text[at] == Quote)
                return true;
            at += 2;
        }
    }

    /// <summary>Referer and user agent are the first two quoted fields; of what follows, only a request time is used.</summary>
    private static void ReadRest(ReadOnlySpan<byte> rest, ref AccessLogLine line)
    {
        var quoted = 0;
        rest = rest.TrimStart(Space);
        while (!rest.IsEmpty)
        {
            if (rest[0] != Quote)
            {
                var word = TakeWord(ref rest);
                if (quoted >= 2 && line.RequestSeconds == 0)
                    line.RequestSeconds = RequestSeconds(word);
                continue;
            }
            var end = 1;
            if (!TryFindQuote(rest, ref end))
                end = rest.Length;
            if (++quoted == 2 && !IsDash(rest[1..end]))
                line.UserAgent = rest[1..end];
            rest = rest[Math.Min(end + 1, rest.Length)..].TrimStart(Space);
        }
    }

    /// <summary>
    /// Seconds with exactly three decimals, as nginx writes $request_time, alone or behind <c>rt=</c>; 0 for anything else.
    /// </summary>
    private static double RequestSeconds(ReadOnlySpan<byte> word)
    {
        if (word.StartsWith("rt="u8))
            word = word[3..];
        var isTime = word.IndexOf((byte)'.') == word.Length - 4 && word.Length is >= 5 and <= 12
            && !word[..^4].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !word[^3..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
        return isTime && Utf8Parser.TryParse(word, out double seconds, out _) ? seconds : 0;
    }

    private static bool IsDash(ReadOnlySpan<byte> word) => word is [(byte)'-'];

    private static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf(Space);
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..].TrimStart(Space);
        return word;
    }
}
