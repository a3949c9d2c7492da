namespace StreamPulse.Import;

/// <summary>Detects the format of a file from its first bytes.</summary>
public static class FormatDetector
{
    /// <summary>Most bytes that are needed.</summary>
    public const int HeadBytes = 4 * 1024;

    private const int LongestDirective = 12;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B, 0x08];

    private static ReadOnlySpan<byte> AvroContainerMagic => "Obj\x01"u8;

    /// <summary>The byte order mark that some editors put before UTF-8.</summary>
    internal static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Without zero bytes, byte order mark and white space in front.</summary>
    internal static ReadOnlySpan<byte> FromFirstCharacter(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart((byte)0);
        return (head.StartsWith(Utf8Mark) ? head[Utf8Mark.Length..] : head).TrimStart(" \t\r\n"u8);
    }

    /// <summary>Whether the format cannot be told yet: no character, or the beginning of what may be a directive.</summary>
    internal static bool NeedsMore(ReadOnlySpan<byte> head)
    {
        var text = FromFirstCharacter(head);
        return text.IsEmpty || (text[0] == '#' && text.Length < LongestDirective);
    }

    /// <summary>RFC 1952: two magic bytes and the one compression method that there is.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith(GzipMagic);

    /// <summary>
    /// An Avro container by its magic bytes, NDJSON by a brace as first character, a W3C log by a directive, else an access log. For
    /// unpacked contents.
    /// </summary>
    public static ImportFormat Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(AvroContainerMagic))
            return ImportFormat.AvroContainer;
        var text = FromFirstCharacter(head);
        if (IsDirective(text))
            return ImportFormat.W3c;
        return text.StartsWith("{"u8) ? ImportFormat.Ndjson : ImportFormat.AccessLog;
    }

    private static bool IsDirective(ReadOnlySpan<byte> text)
        => text.StartsWith("#Software:"u8) || text.StartsWith("#Version:"u8) || text.StartsWith("#Fields:"u8) || text.StartsWith("#Date:"u8)
            || text.StartsWith("#Start-Date:"u8) || text.StartsWith("#Remark:"u8);
}
