using System.Globalization;
using System.Text;

namespace StreamPulse.Cli.Output;

/// <summary>A hex dump: offset, sixteen bytes, the same bytes as ASCII.</summary>
internal static class HexDump
{
    private const int BytesPerLine = 16;

    /// <param name="mostBytes">Bytes after these are counted but not printed.</param>
    public static IEnumerable<string> Lines(byte[] bytes, int mostBytes)
    {
        for (var start = 0; start < Math.Min(bytes.Length, mostBytes); start += BytesPerLine)
        {
            var line = bytes.AsSpan(start, Math.Min(BytesPerLine, Math.Min(bytes.Length, mostBytes) - start));
            var hex = new StringBuilder();
            var text = new StringBuilder();
            foreach (var b in line)
            {
                hex.Append(CultureInfo.InvariantCulture, $"{b:x2} ");
                text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
            }

            yield return string.Create(CultureInfo.InvariantCulture, $"{start:x8}  {hex.ToString().PadRight(BytesPerLine * 3)} {text}");
        }

        if (bytes.Length > mostBytes)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"and {bytes.Length - mostBytes:N0} more bytes (write all with --raw FILE)");
        }
    }
}
