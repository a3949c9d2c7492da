using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Import.Clients;

/// <summary>
/// Places by address range. One range a line, <c>CIDR region [city]</c>, with spaces or tabs between; the city is the rest of the
/// line; <c>#</c> begins a comment; IPv4 and IPv6. The longest prefix that covers an address wins.
/// </summary>
public sealed class CidrTable
{
    private const int AddressBits = 128;

    /// <summary>IPv4 addresses live in ::ffff:0:0/96, as IPv6 maps them.</summary>
    private const int MappedPrefixBits = 96;

    private readonly Dictionary<UInt128, (CidrPlace Place, int LineNumber)>?[] _byPrefixLength =
        new Dictionary<UInt128, (CidrPlace, int)>?[AddressBits + 1];

    private CidrTable()
    {
    }

    /// <summary>Number of ranges.</summary>
    public int Count { get; private set; }

    /// <exception cref="ImportException">The file cannot be read, or a line is wrong: the message names it.</exception>
    public static CidrTable Load(string path)
    {
        using var reader = new StreamReader(ImportFile.Open(path));
        return Read(reader, path);
    }

    /// <param name="name">Name of the text for errors.</param>
    /// <exception cref="ImportException">A line is wrong: the message names it.</exception>
    public static CidrTable Read(TextReader reader, string name)
    {
        var table = new CidrTable();
        for (var lineNumber = 1; reader.ReadLine() is { } line; lineNumber++)
        {
            var text = line.Split('#')[0].Trim();
            if (text.Length == 0)
                continue;
            var error = table.Add(text, lineNumber);
            if (error is not null)
                throw new ImportException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {lineNumber}: {error}"));
        }
        return table;
    }

    /// <summary>The place of the longest range that covers the address.</summary>
    public bool TryFind(IPAddress address, [NotNullWhen(true)] out CidrPlace? place)
    {
        var bits = Bits(address);
        for (var length = AddressBits; length >= 0; length--)
        {
            if (_byPrefixLength[length] is { } ranges && ranges.TryGetValue(Masked(bits, length), out var entry))
            {
                place = entry.Place;
                return true;
            }
        }
        place = null;
        return false;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} ranges");

    /// <summary>Null, or what is wrong.</summary>
    private string? Add(string text, int lineNumber)
    {
        var words = text.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return $"expected 'CIDR region [city]', found '{text}'";
        if (!TryParseRange(words[0], out var bits, out var length))
            return $"expected an address range such as 192.0.2.0/24 or 2001:db8::/32, found '{words[0]}'";
        var ranges = _byPrefixLength[length] ??= [];
        var place = new CidrPlace(words[1], words.Length > 2 ? words[2].Trim() : "");
        if (ranges.TryAdd(Masked(bits, length), (place, lineNumber)))
        {
            Count++;
            return null;
        }
        var before = ranges[Masked(bits, length)];
        return before.Place == place ? null : $"expected one place for {words[0]}, found another than in line {before.LineNumber}";
    }

    /// <summary>A range without a prefix length is one address.</summary>
    private static bool TryParseRange(string range, out UInt128 bits, out int length)
    {
        (bits, length) = (0, 0);
        var slash = range.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? range : range[..slash], out var address))
            return false;
        var before = address.AddressFamily == AddressFamily.InterNetwork ? MappedPrefixBits : 0;
        length = AddressBits;
        if (slash >= 0)
        {
            if (!int.TryParse(range.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length)
                || length > AddressBits - before)
            {
                return false;
            }

            length += before;
        }
        bits = Bits(address);
        return true;
    }

    private static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 Masked(UInt128 bits, int length) => length == 0 ? 0 : bits & (UInt128.MaxValue << (AddressBits - length));
}
