using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using StreamPulse.Import.Clients;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Finds the client in what stands before the time: <c>[syslog header] [vhost] client identity user</c>. The client is an address, a list
/// of them (the first counts), perhaps in quotes, a forwarded address or list before the peer's address, or a host name. docs/IMPORT.md
/// states the rules.
/// </summary>
internal static class ClientField
{
    private const byte Space = (byte)' ';
    private const byte Comma = (byte)',';
    private const byte Quote = (byte)'"';

    /// <summary>Identity and user stand behind the client.</summary>
    private const int FieldsBehind = 2;

    /// <summary>Entries that are looked at; a user name with more blanks than this does not matter for the client.</summary>
    private const int MaxEntries = 16;

    private const int MaxShownBytes = 64;

    private static readonly SearchValues<byte> HostNameBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);

    /// <param name="client">An address without brackets and port, a host name, or <c>-</c> where the log has none.</param>
    /// <param name="error">What was expected and not found.</param>
    public static bool TryRead(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> client, [NotNullWhen(false)] out string? error)
    {
        client = default;
        var text = SyslogHeader.Skip(prefix.Trim(Space));
        if (text.StartsWith(FormatDetector.Utf8Mark))
            text = text[FormatDetector.Utf8Mark.Length..];
        Span<Range> entries = stackalloc Range[MaxEntries];
        var count = Split(text, entries);
        if (count <= FieldsBehind)
        {
            error = "expected client, identity and user before the time, found fewer words";
            return false;
        }
        error = null;
        return TryFindAddress(text, entries[..(count - FieldsBehind)], out client)
            || TryFindName(text, entries[..count], out client, out error);
    }

    /// <summary>Cuts at blanks; a quoted text is one entry, and so is a list with blanks behind its commas.</summary>
    private static int Split(ReadOnlySpan<byte> text, scoped Span<Range> entries)
    {
        var count = 0;
        for (var at = 0; at < text.Length && count < entries.Length;)
        {
            var start = at;
            at = EndOfEntry(text, at);
            entries[count++] = start..at;
            while (at < text.Length && text[at] == Space)
                at++;
        }
        return count;
    }

    private static int EndOfEntry(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == Quote && text[(at + 1)..].IndexOf(Quote) is >= 0 and var close)
            return at + close + 2;
        while (true)
        {
            var blank = text[at..].IndexOf(Space);
            if (blank < 0)
                return text.Length;
            var next = at + blank;
            while (next < text.Length && text[next] == Space)
                next++;
            var goesOn = text[at + blank - 1] == Comma || (next < text.Length && text[next] == Comma);
            if (next == text.Length || !goesOn)
                return at + blank;
            at = next;
        }
    }

    /// <summary>
    /// The first entry with an address. Where the next one has an address too, the first is a virtual host if it has a server's port, and a
    /// virtual host or the peer if the next is a list or in quotes; else it is the forwarded address, and the next is the peer's.
    /// </summary>
    private static bool TryFindAddress(ReadOnlySpan<byte> text, scoped ReadOnlySpan<Range> entries, out ReadOnlySpan<byte> client)
    {
        client = default;
        for (var i = 0; i < entries.Length; i++)
        {
            if (!TryFirstAddress(text[entries[i]], out client, out var port))
                continue;
            if (i + 1 < entries.Length && TryFirstAddress(text[entries[i + 1]], out var next, out _)
                && !IsList(text[entries[i]]) && (IsList(text[entries[i + 1]]) || IsServers(port)))
            {
                client = next;
            }
            return true;
        }
        return false;
    }

    private static bool IsList(ReadOnlySpan<byte> entry) => entry[0] == Quote || entry.Contains(Comma);

    /// <summary>Whether servers listen at the port; a client's own port is an ephemeral one.</summary>
    private static bool IsServers(int port) => port is > 0 and < 1024 or 8080 or 8443;

    /// <summary>The first address of a list; words such as <c>unknown</c> are passed over.</summary>
    public static bool TryFirstAddress(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> address, out int port)
    {
        foreach (var part in entry.Trim(Quote).Split(Comma))
        {
            if (ClientAddress.TrySplit(entry.Trim(Quote)[part].Trim(Space), out address, out port))
                return true;
        }
        address = default;
        port = 0;
        return false;
    }

    /// <summary>
    /// A host name, or a dash, where identity and user show its place: the first or, behind a virtual host, the second entry.
    /// </summary>
    private static bool TryFindName(
        ReadOnlySpan<byte> text, scoped ReadOnlySpan<Range> entries, out ReadOnlySpan<byte> client, [NotNullWhen(false)] out string? error)
    {
        var index = 0;
        if (entries.Length > FieldsBehind + 1 && !IsDash(text[entries[1]]) && IsDash(text[entries[2]]))
            index = 1;
        var entry = text[entries[index]].Trim(Quote);
        var comma = entry.IndexOf(Comma);
        client = comma < 0 ? entry : entry[..comma];
        error = null;
        if (IsDash(client) || client.IsEmpty || client.SequenceEqual("unix:"u8))
        {
            client = "-"u8;
            return true;
        }
        var hasPlace = entries.Length == FieldsBehind + 1 || IsDash(text[entries[index + 1]]);
        if (hasPlace && IsHostName(client))
            return true;
        error = $"expected the client's address or host name before the time, found '{Shown(client)}'";
        return false;
    }

    /// <summary>A word as a reject shows it.</summary>
    public static string Shown(ReadOnlySpan<byte> word) => LogText.Decode(word[..Math.Min(word.Length, MaxShownBytes)]);

    /// <summary>Letters, digits, dots, hyphens and underscores, but not digits and dots alone.</summary>
    public static bool IsHostName(ReadOnlySpan<byte> word)
        => !word.IsEmpty && !word.ContainsAnyExcept(HostNameBytes) && word.ContainsAnyExcept("0123456789.-"u8);

    private static bool IsDash(ReadOnlySpan<byte> word) => word is [(byte)'-'];
}
