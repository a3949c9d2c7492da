using System.IO.Compression;
using System.Text;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Import;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Packed files of any format, the format being found out; whole, damaged, cut off, of several members.</summary>
internal sealed class GzipTarget : IFuzzTarget
{
    private static readonly ImportOptions Options = new() { MaxLineBytes = 4_096 };

    public string Name => "import-gzip";

    public string What => "files packed with gzip, and telling the format of a file";

    public IReadOnlyList<byte[]> Tokens { get; } = [
        [0x1F, 0x8B, 0x08], [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3], [3, 0], "Obj\u0001"u8.ToArray(), [0x1F, 0x8B, 0x08, 0x1F]];

    public byte[] Generate(Random random)
    {
        using var packed = new MemoryStream();
        for (var members = 1 + (random.Next(6) == 0 ? random.Next(3) : 0); members > 0; members--)
        {
            var contents = random.Next(8) switch
            {
                0 => ContainerGenerator.Make(random),
                1 => new byte[random.Next(200_000)],
                2 or 3 => Lines.Join(random, EventJsonGenerator.Make),
                _ => Lines.Join(random, static random => Encoding.UTF8.GetBytes(LogLineGenerator.Line(random))),
            };
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(contents);
        }

        return packed.ToArray();
    }

    public FuzzOutcome Check(byte[] input)
    {
        List<ImportItem> items;
        ImportSummary summary;
        try
        {
            (items, summary) = ImportLines.Read(input, Options);
        }
        catch (ImportException e)
        {
            return new FuzzOutcome("refused", e.Message);
        }

        if (!FormatDetector.IsGzip(input))
            return new FuzzOutcome("not packed");
        if (summary.IsDamaged)
            return new FuzzOutcome("damaged", items.Last(item => item.Reject is not null).Reject!.Detail);
        CheckAgainstPlain(input, items);
        return new FuzzOutcome(
            items.Count == 0 ? "nothing in it" : "read to the end", string.Join(' ', items.Select(item => item.Reject?.Reason ?? "ok")));
    }

    public long AllowedAllocationBytes(int inputBytes) => 4L * 1024 * 1024 + (16_384L * inputBytes);

    /// <summary>What was read is what the same contents give unpacked.</summary>
    private static void CheckAgainstPlain(byte[] input, List<ImportItem> items)
    {
        using var contents = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(input), CompressionMode.Decompress))
            gzip.CopyTo(contents);
        var plain = contents.ToArray();
        if (FormatDetector.IsGzip(plain))
            return; // Packed twice: once is unpacked.
        var (expected, _) = ImportLines.Read(plain, Options);
        // The framework ends at zero bytes between members, which are padding here.
        if (items.Count > expected.Count && input.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 0x1F, 0x8B, 8]) > 0)
            return;
        Expect.Equal(expected.Count, items.Count, "Packed contents give as many items as plain ones");
        Expect.That(expected.Zip(items)
            .All(pair => pair.First.Number == pair.Second.Number && pair.First.Reject?.Reason == pair.Second.Reject?.Reason
            && Equals(pair.First.Event, pair.Second.Event)), "Packed contents give the items of plain ones");
    }
}
