using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Fuzz.Oracles;
using StreamPulse.Import;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Files of one JSON event a line.</summary>
internal sealed class NdjsonTarget : IFuzzTarget
{
    private readonly ImportLines _lines = new(new ImportOptions { Format = ImportFormat.Ndjson });

    public string Name => "ndjson-import";

    public string What => "files of one JSON event a line";

    public IReadOnlyList<byte[]> Tokens => TextTokens.EventJson;

    public byte[] Generate(Random random) => Lines.Join(random, EventJsonGenerator.Make);

    public FuzzOutcome Check(byte[] input)
    {
        if (FormatDetector.IsGzip(input))
            return new FuzzOutcome("gzip");
        if (_lines.IsRefused(input))
            return new FuzzOutcome("refused");
        var (items, summary) = _lines.Check(input);
        var lines = ImportLines.Split(input);
        foreach (var item in items)
        {
            Expect.Equal(EventJsonOracle.Read(lines[(int)item.Number - 1]), item.Event,
                "A line is the event that System.Text.Json's documents read in it");
        }

        var detail = string.Concat(items.Select(item => item.Reject?.Detail ?? "ok"));
        return new FuzzOutcome(summary switch
            {
                { Events: 0, Rejects: 0 } => "blank", { Events: 0 } => "rejects only", { Rejects: 0 } => "events only", _ => "both",
            }, detail);
    }

    public long AllowedAllocationBytes(int inputBytes) => 1024 * 1024 + (256L * inputBytes);
}
