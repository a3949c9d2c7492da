using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Text from a log's bytes.</summary>
internal static class LogText
{
    /// <summary>
    /// The bytes as UTF-8. Bytes that are not UTF-8, and U+0000, which the store does not take, become <c>%XX</c>, so that different
    /// paths stay different; <c>%</c> and existing escapes in the log are kept.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes) && !bytes.Contains((byte)0))
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length * 2);
        Span<char> chars = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.Done && rune.Value != 0)
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }
            else
            {
                foreach (var b in bytes[..length])
                    text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
            bytes = bytes[length..];
        }
        return text.ToString();
    }
}
