using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Import;
using StreamPulse.Import.Clients;

namespace StreamPulse.Fuzz.Targets;

/// <summary>A table of address ranges: read or refused with its line; lookups agree with a walk over all its lines.</summary>
internal sealed class CidrTarget : IFuzzTarget
{
    private static readonly IPAddress[] Probes = [.. LogLineGenerator.Clients.Select(c => IPAddress.TryParse(c, out var a) ? a : null)
        .OfType<IPAddress>(), IPAddress.Any, IPAddress.IPv6Loopback];

    public string Name => "cidr-table";

    public string What => "tables of address ranges";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Ranges;

    public byte[] Generate(Random random) => Lines.Join(random, static random =>
    {
        var range = random.Next(4) switch
        {
            0 => $"2001:db8:{random.Next(4)}::/{random.Next(129)}",
            1 => $"203.0.113.{random.Next(12)}",
            2 => $"::ffff:{random.Next(256)}.0.113.9/{96 + random.Next(34)}",
            _ => $"{random.Next(256)}.0.{random.Next(256)}.9/{random.Next(34)}",
        };
        var gap = random.Next(4) == 0 ? "\t" : " ";
        return Encoding.UTF8.GetBytes($"{range}{gap}Region-{random.Next(3)}"
            + (random.Next(2) == 0 ? " A City" : "") + (random.Next(6) == 0 ? " # note" : ""));
    });

    public FuzzOutcome Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        CidrTable table;
        try
        {
            table = CidrTable.Read(new StringReader(text), "table");
        }
        catch (ImportException e)
        {
            Expect.That(e.Message.StartsWith("table, line ", StringComparison.Ordinal), "A refusal names the line", e.Message);
            return new FuzzOutcome("refused", e.Message);
        }

        var ranges = Ranges(text);
        Expect.Equal(ranges.Select(r => (Convert.ToHexString(Cut(r.Address, r.Bits)), r.Bits)).Distinct().Count(), table.Count,
            "The table has each range once");
        foreach (var probe in Probes.Concat(ranges.Select(r => new IPAddress(r.Address))))
            CheckLookup(table, ranges, probe);
        return new FuzzOutcome(table.Count == 0 ? "empty" : "read", $"{new string('r', Math.Min(table.Count, 5))}");
    }

    public long AllowedAllocationBytes(int inputBytes) => 256 * 1024 + (2_048L * inputBytes);

    private static void CheckLookup(CidrTable table, List<(byte[] Address, int Bits, CidrPlace Place)> ranges, IPAddress probe)
    {
        var bytes = probe.MapToIPv6().GetAddressBytes();
        var expected = ranges.Where(r => Cut(bytes, r.Bits).AsSpan().SequenceEqual(Cut(r.Address, r.Bits))).OrderByDescending(r => r.Bits)
            .Select(r => r.Place).FirstOrDefault();
        Expect.Equal(expected, table.TryFind(probe, out var found) ? found : null, "An address is in the longest range that covers it");
    }

    /// <summary>The lines of a table that was read, as 16 address bytes and prefix length.</summary>
    private static List<(byte[] Address, int Bits, CidrPlace Place)> Ranges(string text)
    {
        var ranges = new List<(byte[], int, CidrPlace)>();
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split('#')[0].Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0)
                continue;
            var parts = words[0].Split('/');
            var address = IPAddress.Parse(parts[0]);
            var written = address.AddressFamily == AddressFamily.InterNetwork ? 96 : 0;
            var bits = parts.Length == 1 ? 128 : written + int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
            ranges.Add((address.MapToIPv6().GetAddressBytes(), bits, new CidrPlace(words[1], words.Length > 2 ? words[2] : "")));
        }

        return ranges;
    }

    private static byte[] Cut(byte[] address, int bits)
    {
        var cut = (byte[])address.Clone();
        for (var bit = bits; bit < 128; bit++)
            cut[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return cut;
    }
}
