using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using StreamPulse.Api.Csv;
using StreamPulse.Api.Ingest;
using StreamPulse.Fuzz.Engine;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Values of the headers Accept, one a line, and Content-Type, the first line.</summary>
internal sealed class HeaderTarget : IFuzzTarget
{
    private static readonly string[] Parts =
    [
        "text/csv", "application/json", "*/*", "text/*", "application/*", "text/csv;header=present", "text/html", "application/x-ndjson",
        "avro/binary", "application/avro", "*", "text/csv/x",
        ";q=0.5", ";q=0", ";q=1.000", ";q=2", ";q=NaN", ";Q=0.1", "; charset=utf-8", "; charset=\"UTF-8\"", ";charset=latin1", ",", ", ",
        "\n", ";", "application/*+json",
    ];

    public string Name => "headers";

    public string What => "the headers Accept and Content-Type";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Http;

    public byte[] Generate(Random random)
    {
        var text = new StringBuilder();
        for (var count = 1 + random.Next(8); count > 0; count--)
            text.Append(Parts[random.Next(Parts.Length)]);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    public FuzzOutcome Check(byte[] input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        var request = new DefaultHttpContext().Request;
        request.Headers.Accept = new StringValues(lines);
        var isCsv = AcceptedMediaType.PrefersCsv(request);
        Expect.That(!isCsv || lines.Any(line => line.Contains("csv", StringComparison.OrdinalIgnoreCase) || line.Contains("text/*",
            StringComparison.OrdinalIgnoreCase) || line.Contains('*', StringComparison.Ordinal)), "CSV is given to those who ask for it");
        // The framework lets white space stand around the slash.
        var plain = lines[0].Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
        var format = IngestFormats.OfContentType(lines[0]);
        Expect.That(format is null || IngestFormats.MediaTypes.Any(type => plain.StartsWith(type, StringComparison.OrdinalIgnoreCase)),
            "A body's format is one that is named");
        return new FuzzOutcome(isCsv ? "CSV" : "JSON", format?.ToString() ?? "none");
    }

    public long AllowedAllocationBytes(int inputBytes) => 256 * 1024 + (1_024L * inputBytes);
}
