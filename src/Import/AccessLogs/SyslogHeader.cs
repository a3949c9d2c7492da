using System.Buffers.Text;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// What syslog and container engines write in front of a line: <c>&lt;190&gt;May  9 10:00:01 host nginx: </c> (RFC 3164),
/// <c>&lt;190&gt;1 2020-05-09T10:00:01Z host nginx 12 - - </c> (RFC 5424), or a time in ISO 8601, with host and tag behind it or alone.
/// </summary>
internal static class SyslogHeader
{
    /// <summary>The line without the header; the line as it is where it has none.</summary>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> line)
    {
        var text = line;
        var isNumbered = TrySkipPriority(ref text);
        if (isNumbered && text.StartsWith("1 "u8))
            return SkipVersion1(text[2..]);
        var rest = new Words(text);
        var first = rest.Next();
        if (IsIsoTime(first))
            return SkipHostAndTag(rest, isHostNeeded: false);
        if (AccessLogTime.Month(first) == 0 || !IsDay(rest.Next()) || !IsClock(rest.Next()))
            return isNumbered ? text : line;
        return SkipHostAndTag(rest, isHostNeeded: true);
    }

    /// <summary>
    /// Takes off <c>host tag: </c>; a container engine's <c>stdout F </c> too. A host is only one where a tag follows it.
    /// </summary>
    private static ReadOnlySpan<byte> SkipHostAndTag(Words rest, bool isHostNeeded)
    {
        var behindTime = rest;
        var host = rest.Next();
        var behindHost = rest;
        var tag = rest.Next();
        if (tag.Length > 1 && tag.EndsWith(":"u8) && !Clients.ClientAddress.TrySplit(tag, out _, out _))
            return rest.Rest;
        if ((host.SequenceEqual("stdout"u8) || host.SequenceEqual("stderr"u8)) && tag is [(byte)'F' or (byte)'P'])
            return rest.Rest;
        return isHostNeeded ? behindHost.Rest : behindTime.Rest;
    }

    /// <summary>Behind the version: time, host, program, process, message id, and structured data or a dash.</summary>
    private static ReadOnlySpan<byte> SkipVersion1(ReadOnlySpan<byte> text)
    {
        var rest = new Words(text);
        for (var fields = 5; fields > 0; fields--)
            rest.Next();
        if (!rest.Rest.StartsWith("["u8))
        {
            rest.Next();
            return rest.Rest;
        }
        var data = rest.Rest;
        while (data.StartsWith("["u8))
        {
            var end = data.IndexOf((byte)']');
            if (end < 0)
                return data;
            data = data[(end + 1)..];
        }
        return data.TrimStart((byte)' ');
    }

    private static bool TrySkipPriority(ref ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("<"u8) || !Utf8Parser.TryParse(text[1..], out byte _, out var digits)
            || text.Length < digits + 2 || text[digits + 1] != '>')
        {
            return false;
        }
        text = text[(digits + 2)..];
        return true;
    }

    private static bool IsDay(ReadOnlySpan<byte> word) => word.Length is 1 or 2 && !word.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary><c>10:00:01</c>, perhaps with a fraction.</summary>
    private static bool IsClock(ReadOnlySpan<byte> word)
        => word.Length >= 8 && word[2] == ':' && word[5] == ':' && !word.ContainsAnyExcept("0123456789:."u8);

    private static bool IsIsoTime(ReadOnlySpan<byte> word)
        => word.Length >= 19 && word[4] == '-' && word[7] == '-' && word[10] == 'T' && word[13] == ':'
            && !word.ContainsAnyExcept("0123456789-+:.TZ"u8);

    /// <summary>Words between blanks.</summary>
    private ref struct Words(ReadOnlySpan<byte> text)
    {
        public ReadOnlySpan<byte> Rest { get; private set; } = text.TrimStart((byte)' ');

        public ReadOnlySpan<byte> Next()
        {
            var end = Rest.IndexOf((byte)' ');
            var word = end < 0 ? Rest : Rest[..end];
            Rest = end < 0 ? default : Rest[end..].TrimStart((byte)' ');
            return word;
        }
    }
}
