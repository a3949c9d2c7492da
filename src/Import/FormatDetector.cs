namespace StreamPulse.Import;

/// <summary>Detects the format of a file from its first bytes.</summary>
public static class FormatDetector
{
    /// <summary>Most bytes that are needed.</summary>
    public const int HeadBytes = 4 * 1024;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B, 0x08];

    private static ReadOnlySpan<byte> AvroContainerMagic => "Obj\x01"u8;

    /// <summary>The byte order mark that some editors put before UTF-8.</summary>
    internal static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Without byte order mark and white space in front.</summary>
    internal static ReadOnlySpan<byte> FromFirstCharacter(ReadOnlySpan<byte> head)
        => (head.StartsWith(Utf8Mark) ? head[Utf8Mark.Length..] : head).TrimStart(" \t\r\n"u8);

    /// <summary>RFC 1952: two magic bytes and the one compression method that there is.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith(GzipMagic);

    /// <summary>
    /// An Avro container by its magic bytes, NDJSON by a brace as first character, else an access log. For unpacked contents.
    /// </summary>
    public static ImportFormat Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(AvroContainerMagic))
            return ImportFormat.AvroContainer;
        return FromFirstCharacter(head).StartsWith("{"u8) ? ImportFormat.Ndjson : ImportFormat.AccessLog;
    }
}
