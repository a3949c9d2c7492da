using System.Globalization;
using System.Text;

namespace StreamPulse.Import.Tests.PublicInputs;

/// <summary>A row of inputs.tsv.</summary>
/// <param name="Number">Number of the row, from 1.</param>
/// <param name="Packing">How the contents are packed with gzip; empty for not at all.</param>
/// <param name="Expected">Pairs of name and value, with semicolons between: what else holds.</param>
public sealed record ImportInput(
    int Number, string Kind, string Format, string Packing, byte[] Contents, int Read, int Rejected, string Expected, string Why)
{
    private const string Name = "inputs.tsv";

    public bool IsRefused => Expected.StartsWith("refused=", StringComparison.Ordinal);

    public static IReadOnlyList<ImportInput> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "PublicInputs", Name)).Skip(1).Select(Parse)];

    public IEnumerable<(string Name, string Value)> Expectations => Expected.Length == 0 ? [] : Expected.Split(';').Select(static pair =>
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return (pair[..equals], pair[(equals + 1)..]);
    });

    /// <summary>The row of the table in the documentation.</summary>
    public string ToMarkdown()
    {
        var lines = Contents.Count(static b => b == '\n') + (Contents.Length == 0 || Contents[^1] == '\n' ? 0 : 1);
        var rejected = IsRefused ? "refused" : Rejected.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"| {Kind} | {Format} | {lines} | {Read} | {rejected} | {Why} |");
    }

    private static ImportInput Parse(string row, int index)
    {
        var cells = row.Split('\t');
        return new ImportInput(
            index + 1, cells[0], cells[1], cells[2], Unescape(cells[3]), int.Parse(cells[4]), int.Parse(cells[5]), cells[6], cells[7]);
    }

    /// <summary>Resolves <c>\n \r \t \0 \\</c> and <c>\xHH</c>.</summary>
    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                var rune = Rune.GetRuneAt(text, i);
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                i += rune.Utf16SequenceLength - 1;
                continue;
            }
            var code = text[++i];
            bytes.Add(code switch
            {
                'n' => (byte)'\n',
                'r' => (byte)'\r',
                't' => (byte)'\t',
                '0' => 0,
                '\\' => (byte)'\\',
                'x' => byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber),
                _ => throw new FormatException($"\\{code} is no escape."),
            });
            i += code == 'x' ? 2 : 0;
        }
        return [.. bytes];
    }
}
