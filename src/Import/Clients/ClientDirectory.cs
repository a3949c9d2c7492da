using System.Security.Cryptography;
using System.Text;

namespace StreamPulse.Import.Clients;

/// <summary>User and place of a client address.</summary>
internal sealed class ClientDirectory(string salt, CidrTable? regions)
{
    private const string UnknownRegion = "unknown";

    /// <summary>
    /// Bytes of the hash that make the user id; 64 bits: among 100 million clients, the chance that any two are equal is 1 in 3,700.
    /// </summary>
    private const int UserIdBytes = 8;

    private const int MaxAddressBytes = 64;

    private readonly byte[] _salt = Encoding.UTF8.GetBytes(salt);
    private readonly Utf8Cache<Client> _clients = new(64 * 1024);

    /// <param name="host">Address without brackets and port, or host name.</param>
    public Client Find(ReadOnlySpan<byte> host)
        => _clients.TryGet(host, out var client) ? client : _clients.Add(host, Make(host));

    /// <summary>All forms of one address are one user: its shortest form is hashed.</summary>
    private Client Make(ReadOnlySpan<byte> host)
    {
        var isAddress = ClientAddress.TryParse(host, out var address);
        Span<byte> shortest = stackalloc byte[MaxAddressBytes];
        var length = 0;
        address?.TryFormat(shortest, out length);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_salt, isAddress ? shortest[..length] : host, hash);
        var userId = "client_" + Convert.ToHexStringLower(hash[..UserIdBytes]);
        return regions is not null && isAddress && regions.TryFind(address!, out var place)
            ? new Client(userId, place.Region, place.City)
            : new Client(userId, UnknownRegion, "");
    }
}
