using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamPulse.Hosting;

/// <summary>
/// Makes text that comes from outside safe for a terminal, which obeys control characters: a field of an event could clear the screen,
/// hide other lines or write into the input. They are written as \u001b instead.
/// </summary>
public static class PrintableText
{
    /// <summary>Control characters, those that change the direction of writing, and the separators of lines and paragraphs.</summary>
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(static c => (char)c),
            '\u061c', '\u200e', '\u200f', '\u2028', '\u2029', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067',
            '\u2068', '\u2069']);

    /// <summary>The text as one line.</summary>
    public static string Line(string text) => Escape(text, keepsLines: false);

    /// <summary>The text with its own line ends.</summary>
    public static string Lines(string text) => Escape(text, keepsLines: true);

    private static string Escape(string text, bool keepsLines)
    {
        var at = text.AsSpan().IndexOfAny(Unsafe);
        if (at < 0)
            return text;
        var escaped = new StringBuilder(text, 0, at, text.Length + 16);
        foreach (var c in text.AsSpan(at))
        {
            if (!Unsafe.Contains(c) || (keepsLines && c == '\n'))
                escaped.Append(c);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return escaped.ToString();
    }
}
