using StreamPulse.Import.Clients;

namespace StreamPulse.Import.AccessLogs;

/// <summary>Chooses the client where a log has fields of their own for the peer's address and for a forwarded one.</summary>
internal static class ClientChoice
{
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
