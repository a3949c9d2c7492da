using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Import.Clients;

/// <summary>
/// Addresses as logs write them: IPv4 in four decimal parts, IPv6 in any form, brackets, a port behind and a zone. Stricter than
/// <see cref="IPAddress.TryParse(ReadOnlySpan{byte}, out IPAddress)"/>, which takes the word <c>1000</c> for 0.0.3.232.
/// </summary>
internal static class ClientAddress
{
    private const int MaxPort = ushort.MaxValue;

    /// <summary>
    /// Reads <c>192.0.2.1</c>, <c>192.0.2.1:443</c>, <c>2001:db8::1</c>, <c>[2001:db8::1]</c> or <c>[2001:db8::1]:443</c>.
    /// </summary>
    /// <param name="host">The address without brackets and port, a slice of the word.</param>
    /// <param name="port">The port; 0 for none.</param>
    public static bool TrySplit(ReadOnlySpan<byte> word, out ReadOnlySpan<byte> host, out int port)
    {
        host = word;
        port = 0;
        if (word.StartsWith("["u8))
        {
            var close = word.IndexOf((byte)']');
            if (close < 0 || (close + 1 < word.Length && !TryReadPort(word[(close + 1)..], out port)))
                return false;
            host = word[1..close];
            return host.Contains((byte)':') && TryParse(host, out _);
        }

        var colon = word.IndexOf((byte)':');
        if (colon >= 0 && !word[(colon + 1)..].Contains((byte)':'))
        {
            host = word[..colon];
            return TryReadPort(word[colon..], out port) && TryParseIPv4(host, out _);
        }
        return TryParse(word, out _);
    }

    /// <summary>
    /// The address that a host without brackets and port names; an IPv4 address that is mapped into IPv6 is the IPv4 address, and a zone
    /// is left out.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> host, [NotNullWhen(true)] out IPAddress? address)
    {
        if (TryParseIPv4(host, out address))
            return true;
        var zone = host.IndexOf((byte)'%');
        var digits = zone < 0 ? host : host[..zone];
        if (!digits.Contains((byte)':') || digits.ContainsAnyExcept("0123456789abcdefABCDEF:."u8)
            || !IPAddress.TryParse(digits, out address))
        {
            return false;
        }
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return true;
    }

    /// <summary>Whether only hosts of the same private network or machine have the address, so that a proxy is behind it.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal)
            return true;
        if (address.AddressFamily != AddressFamily.InterNetwork)
            return false;
        Span<byte> parts = stackalloc byte[4];
        address.TryWriteBytes(parts, out _);
        return parts is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..] or [100, >= 64 and <= 127, ..];
    }

    private static bool TryParseIPv4(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        Span<byte> parts = stackalloc byte[4];
        for (var i = 0; i < parts.Length; i++)
        {
            var dot = text.IndexOf((byte)'.');
            var part = dot < 0 ? text : text[..dot];
            if (dot < 0 != (i == parts.Length - 1) || !TryReadNumber(part, maxDigits: 3, byte.MaxValue, out var value))
                return false;
            parts[i] = (byte)value;
            text = text[(dot + 1)..];
        }
        address = new IPAddress(parts);
        return true;
    }

    private static bool TryReadPort(ReadOnlySpan<byte> text, out int port)
    {
        port = 0;
        return text.StartsWith(":"u8) && TryReadNumber(text[1..], maxDigits: 5, MaxPort, out port);
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, int maxDigits, int max, out int value)
    {
        value = 0;
        if (digits.Length is 0 || digits.Length > maxDigits || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        foreach (var digit in digits)
            value = value * 10 + digit - '0';
        return value <= max;
    }
}
