namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// A user agent of a W3C log, which cannot hold blanks: IIS writes them as a plus, CloudFront as %20 or, twice encoded, %2520.
/// </summary>
internal static class UserAgentText
{
    /// <summary>With blanks again; other text stays as it is in the log.</summary>
    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)' ') || !text.ContainsAny((byte)'+', (byte)'%'))
            return text;
        var decoded = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var rest = text[at..];
            if (rest[0] == '+' && !rest.StartsWith("+http"u8))
            {
                decoded.Add((byte)' ');
                continue;
            }
            var twice = rest.StartsWith("%25"u8) ? 2 : 0;
            if (rest[0] == '%' && rest.Length >= twice + 3
                && System.Buffers.Text.Utf8Parser.TryParse(rest.Slice(twice + 1, 2), out byte code, out var used, 'x') && used == 2)
            {
                decoded.Add(code);
                at += twice + 2;
                continue;
            }
            decoded.Add(rest[0]);
        }
        return decoded.ToArray();
    }
}
