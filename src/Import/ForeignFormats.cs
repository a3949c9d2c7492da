using System.Text;
using System.Text.RegularExpressions;

namespace StreamPulse.Import;

/// <summary>Recognises formats that are not read, so that a failed import can say what the input is and which command helps.</summary>
public static partial class ForeignFormats
{
    private const int TarMagicAt = 257;

    private static readonly ForeignFormat Utf16 = new("UTF-16 text", "iconv -f UTF-16 -t UTF-8");

    private static readonly ForeignFormat Utf32 = new("UTF-32 text", "iconv -f UTF-32 -t UTF-8");

    /// <summary>Formats told by the bytes they begin with; -1 stands for any byte.</summary>
    private static readonly (int[] Magic, ForeignFormat Format)[] ByMagic =
    [
        ([0x28, 0xB5, 0x2F, 0xFD], new("zstd", "zstd -dc", IsPacked: true)),
        ([0xFD, '7', 'z', 'X', 'Z', 0], new("xz", "xz -dc", IsPacked: true)),
        (['B', 'Z', 'h', -1, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], new("bzip2", "bzip2 -dc", IsPacked: true)),
        (['P', 'K', 3, 4], new("zip", "unzip -p", IsPacked: true)),
        (['7', 'z', 0xBC, 0xAF, 0x27, 0x1C], new("7-Zip", "7z x -so", IsPacked: true)),
        ([0x04, 0x22, 0x4D, 0x18], new("lz4", "lz4 -dc", IsPacked: true)),
        ([0x1F, 0x9D], new("compress (.Z)", "gzip -dc", IsPacked: true)),
        (['L', 'Z', 'I', 'P'], new("lzip", "lzip -dc", IsPacked: true)),
        (['R', 'a', 'r', '!', 0x1A, 0x07], new("RAR", "unrar p -inul", IsPacked: true)),
        ([0x1F, 0x8B, 0x08], new("gzip within gzip", "gzip -dc", IsPacked: true)),
        (['P', 'A', 'R', '1'], new("Parquet")),
        (['S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't'], new("an SQLite database")),
        ([0xFF, 0xFE, 0, 0], Utf32),
        ([0, 0, 0xFE, 0xFF], Utf32),
        ([0xFF, 0xFE], Utf16),
        ([0xFE, 0xFF], Utf16),
    ];

    private static readonly (Regex Line, ForeignFormat Format)[] ByLine =
    [
        (LoadBalancerLine(), new("a log of an AWS load balancer (ALB or ELB)")),
        (BucketLine(), new("a server access log of Amazon S3")),
        (HaProxyLine(), new("an HAProxy log")),
        (ApacheErrorLine(), new("an error log of Apache, which holds no requests")),
        (NginxErrorLine(), new("an error log of nginx, which holds no requests")),
        (HtmlLine(), new("an HTML page")),
        (XmlLine(), new("XML")),
        (W3cLine(), new("lines of a W3C extended log without its #Fields line; put that line in front")),
        (SquidLine(), new("an access log of Squid in its own format; logformat combined is read")),
        (LabelledLine(), new("labelled tab-separated values (LTSV)")),
        (TableLine(), new("a table with commas (CSV)")),
    ];

    /// <summary>Packed or other contents without lines that can be read; null for what may be lines of text or an Avro container.</summary>
    /// <param name="head">The first bytes.</param>
    public static ForeignFormat? OfFirstBytes(ReadOnlySpan<byte> head)
    {
        foreach (var (magic, format) in ByMagic)
        {
            if (StartsWith(head, magic))
                return format;
        }
        if (head is [not 0, 0, not 0, 0, ..])
            return new ForeignFormat("UTF-16 text without a byte order mark", "iconv -f UTF-16LE -t UTF-8");
        if (head is [0, not 0, 0, not 0, ..])
            return new ForeignFormat("UTF-16 text without a byte order mark", "iconv -f UTF-16BE -t UTF-8");
        return head.Length > TarMagicAt && head[TarMagicAt..].StartsWith("ustar"u8)
            ? new ForeignFormat("a tar archive", "tar -xOf", IsPacked: true)
            : null;
    }

    /// <summary>What text looks like of which no line could be used.</summary>
    /// <param name="lines">The first rejected lines, without their newlines.</param>
    public static ForeignFormat OfLines(IReadOnlyList<byte[]> lines)
    {
        var texts = lines.Select(static line => Encoding.UTF8.GetString(line).Trim('\uFEFF', '\0', ' ', '\t', '\r')).ToList();
        var first = texts.Count == 0 ? "" : texts[0];
        if (OfJson(first, texts.Count) is { } json)
            return json;
        if (first.Any(static c => char.IsControl(c) && c is not ('\t' or '\r')))
            return new ForeignFormat("binary data");
        if (first.Contains('\r', StringComparison.Ordinal))
            return new ForeignFormat("text whose lines end in a carriage return alone", @"tr '\r' '\n' <");
        foreach (var (line, format) in ByLine)
        {
            if (line.IsMatch(first))
                return format;
        }
        return new ForeignFormat(
            first.Contains('\uFFFD', StringComparison.Ordinal) ? "binary data" : "text in none of the formats that are read");
    }

    private static ForeignFormat? OfJson(string first, int lines)
    {
        if (first == "[" || ArrayStart().IsMatch(first))
            return new ForeignFormat("a JSON array", "jq -c '.[]'");
        if (!first.StartsWith('{'))
            return null;
        if (!first.EndsWith('}') && (first == "{" || lines > 1))
            return new ForeignFormat("JSON over several lines", "jq -c .");
        if (SecondObject().IsMatch(first))
            return new ForeignFormat("several JSON objects on a line", "jq -c .");
        return first.Contains("\"log\":", StringComparison.Ordinal) && first.Contains("\"stream\":", StringComparison.Ordinal)
            ? new ForeignFormat("Docker's JSON log, which holds the lines of the program's own log", "jq -rj .log")
            : new ForeignFormat("JSON, but neither events nor requests as Caddy, Traefik and nginx log them");
    }

    private static bool StartsWith(ReadOnlySpan<byte> head, int[] magic)
    {
        if (head.Length < magic.Length)
            return false;
        for (var i = 0; i < magic.Length; i++)
        {
            if (magic[i] >= 0 && head[i] != magic[i])
                return false;
        }
        return true;
    }

    [GeneratedRegex(@"^\[\s*[\[{]")]
    private static partial Regex ArrayStart();

    [GeneratedRegex(@"\}\s*\{")]
    private static partial Regex SecondObject();

    [GeneratedRegex(@"^((https?|h2|grpcs?|wss?) )?\d{4}-\d\d-\d\dT[0-9:.]+Z \S+ [0-9a-fA-F.:\[\]]+ ")]
    private static partial Regex LoadBalancerLine();

    [GeneratedRegex(@"^[0-9a-f]{64} \S+ \[")]
    private static partial Regex BucketLine();

    [GeneratedRegex(@"\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] ")]
    private static partial Regex HaProxyLine();

    [GeneratedRegex(@"^\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d(\.\d+)? \d{4}\] ")]
    private static partial Regex ApacheErrorLine();

    [GeneratedRegex(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[[a-z]+\] ")]
    private static partial Regex NginxErrorLine();

    [GeneratedRegex(@"^<(!doctype|html|head|body)\b", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlLine();

    [GeneratedRegex(@"^<\?xml\b")]
    private static partial Regex XmlLine();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[ \t]\d\d:\d\d:\d\d(\.\d+)?[ \t]")]
    private static partial Regex W3cLine();

    [GeneratedRegex(@"^\d{9,11}\.\d{3} +\d+ \S+ [A-Z_]+/\d{3} ")]
    private static partial Regex SquidLine();

    [GeneratedRegex(@"^[a-z_]+:[^\t]*\t[a-z_]+:")]
    private static partial Regex LabelledLine();

    [GeneratedRegex(@"^[^,\s]+(,[^,]*){3,}$")]
    private static partial Regex TableLine();
}
