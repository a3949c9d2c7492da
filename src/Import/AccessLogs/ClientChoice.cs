using StreamPulse.Import.Clients;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Chooses the client where a log has fields of their own for the peer's address and for a forwarded one.</summary>
internal static class ClientChoice
{
    /// <summary>
    /// Whether a field for the peer's address holds something else: no address, and not what servers write where there is none.
    /// </summary>
    /// <param name="mayBeName">Whether a host name may stand there.</param>
    public static bool IsNoPeer(ReadOnlySpan<byte> peer, bool mayBeName)
        => !(peer is [] or [(byte)'-'] or [(byte)'@'] || peer.StartsWith("unix"u8) || ClientField.TryFirstAddress(peer, out _, out _)
            || (mayBeName && ClientField.IsHostName(peer)));

    /// <summary>
    /// The peer; the first forwarded address where the peer is not known or on a private network, so that it is a proxy. Everybody can send
    /// the header, so it does not count else.
    /// </summary>
    /// <param name="peer">Address, with or without brackets and port; anything else means that it is not known.</param>
    /// <param name="forwarded">List of addresses; empty or a dash for none.</param>
    /// <returns>An address without brackets and port, or a dash.</returns>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> peer, ReadOnlySpan<byte> forwarded)
    {
        var isAddress = ClientField.TryFirstAddress(peer, out var address, out _);
        var isProxy = !isAddress || (ClientAddress.TryParse(address, out var parsed) && ClientAddress.IsPrivate(parsed));
        if (isProxy && ClientField.TryFirstAddress(forwarded, out var first, out _))
            return first;
        return isAddress ? address : "-"u8;
    }
}
