using System.Buffers;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Finds the path in a request line.</summary>
internal static class RequestTarget
{
    private const byte Space = (byte)' ';

    private static readonly SearchValues<byte> MethodBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"u8);

    /// <summary>The method of a request line; empty for anything that is not a request line.</summary>
    public static ReadOnlySpan<byte> Method(ReadOnlySpan<byte> request)
    {
        var space = request.IndexOf(Space);
        return space <= 0 || request[..space].ContainsAnyExcept(MethodBytes) ? default : request[..space];
    }

    /// <summary>
    /// The target's path without query, byte for byte as the log has it; host and scheme are taken off. Empty for anything that is not a
    /// request line, such as the start of a TLS handshake, and for a request line without a target.
    /// </summary>
    public static ReadOnlySpan<byte> Path(ReadOnlySpan<byte> request)
    {
        var method = Method(request);
        return method.IsEmpty ? default : PathOf(WithoutProtocol(request[method.Length..]).Trim(Space));
    }

    /// <summary>The path of a target.</summary>
    public static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target)
    {
        var query = target.IndexOf((byte)'?');
        if (query >= 0)
            target = target[..query];
        if (target.IsEmpty || target[0] == '/')
            return target;
        var authority = target.IndexOf("://"u8);
        if (authority <= 0)
            return target;
        var path = target[(authority + 3)..].IndexOf((byte)'/');
        return path < 0 ? "/"u8 : target[(authority + 3 + path)..];
    }

    /// <summary>
    /// Takes off HTTP's version, or a last word such as <c>RTSP/1.0</c>: capital letters, a slash and a number.
    /// </summary>
    private static ReadOnlySpan<byte> WithoutProtocol(ReadOnlySpan<byte> text)
    {
        var http = text.LastIndexOf(" HTTP/"u8);
        if (http >= 0)
            return text[..http];
        text = text.TrimEnd(Space);
        var last = text.LastIndexOf(Space);
        var word = text[(last + 1)..];
        var slash = word.IndexOf((byte)'/');
        var isProtocol = last >= 0 && slash > 0 && slash + 1 < word.Length
            && !word[..slash].ContainsAnyExceptInRange((byte)'A', (byte)'Z') && !word[(slash + 1)..].ContainsAnyExcept("0123456789."u8);
        return isProtocol ? text[..last] : text;
    }
}
