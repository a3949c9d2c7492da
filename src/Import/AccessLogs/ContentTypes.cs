using System.Collections.Frozen;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Content type of a path, by its extension.</summary>
internal static class ContentTypes
{
    private static readonly FrozenDictionary<string, string> ByExtension = Table(
        ("movie", "mp4 m4v mkv webm mov avi mpg mpeg wmv flv ts m3u8 mpd"),
        ("music", "mp3 flac ogg oga opus wav m4a aac wma"),
        ("book", "epub mobi azw azw3 fb2"),
        ("app", "exe msi msix dmg pkg apk aab ipa deb rpm jar war appimage iso"),
        ("archive", "zip gz tgz bz2 xz zst 7z rar tar"),
        ("image", "png jpg jpeg gif svg webp avif ico bmp tif tiff"),
        ("style", "css xsl"),
        ("script", "js mjs wasm swf"),
        ("font", "woff woff2 ttf otf eot"),
        ("document", "pdf ps doc docx odt xls xlsx ods ppt pptx odp tex"),
        ("data", "json xml rss atom csv txt log conf yml yaml pcap md markdown"),
        ("page", "html htm xhtml shtml php asp aspx jsp cgi"));

    /// <summary>
    /// The content type of a path; <c>page</c> where its last segment has no extension, <c>file</c> for an extension that is not in the
    /// table.
    /// </summary>
    /// <param name="lastSegment">What follows the path's last slash.</param>
    public static string Of(string lastSegment)
    {
        var dot = lastSegment.LastIndexOf('.');
        if (dot < 0 || dot == lastSegment.Length - 1)
            return "page";
        return ByExtension.TryGetValue(lastSegment[(dot + 1)..].ToLowerInvariant(), out var word) ? word : "file";
    }

    private static FrozenDictionary<string, string> Table(params (string Word, string Extensions)[] rows)
        => rows.SelectMany(row => row.Extensions.Split(' '), (row, extension) => (extension, row.Word))
            .ToFrozenDictionary(entry => entry.extension, entry => entry.Word);
}
