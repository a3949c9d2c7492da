using StreamPulse.Hosting;

namespace StreamPulse.Cli.Output;

/// <summary>
/// Formats rows in columns as wide as their longest cell, regardless of the terminal width; the last column is not padded. Control
/// characters in cells are escaped.
/// </summary>
internal static class TextTable
{
    /// <param name="headings">One per column.</param>
    /// <param name="rows">Each with as many cells.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        rows = [.. rows.Select(static r => r.Select(PrintableText.Line).ToList())];
        var widths = headings.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max()).ToList();
        return rows.Prepend(headings)
            .Select(r => string.Join("  ", r.Select((cell, i) => i == widths.Count - 1 ? cell : cell.PadRight(widths[i]))).TrimEnd());
    }
}
