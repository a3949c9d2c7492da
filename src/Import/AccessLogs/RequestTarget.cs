using System.Buffers;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Finds the path in a request line.</summary>
internal static class RequestTarget
{
    private const byte Space = (byte)' ';

    private static readonly SearchValues<byte> MethodBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"u8);

    /// <summary>
    /// The target's path without query, byte for byte as the log has it; host and scheme are taken off. Empty for anything that is not a
    /// request line, such as the start of a TLS handshake.
    /// </summary>
    public static ReadOnlySpan<byte> Path(ReadOnlySpan<byte> request)
    {
        var space = request.IndexOf(Space);
        if (space <= 0 || request[..space].ContainsAnyExcept(MethodBytes))
            return default;
        var target = request[(space + 1)..].Trim(Space);
        var protocol = target.LastIndexOf(" HTTP/"u8);
        if (protocol >= 0)
            target = target[..protocol].TrimEnd(Space);
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
}
