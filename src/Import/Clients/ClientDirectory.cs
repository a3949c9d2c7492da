using System.Net;
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

    private readonly byte[] _salt = Encoding.UTF8.GetBytes(salt);
    private readonly Utf8Cache<Client> _clients = new(64 * 1024);

    /// <param name="address">Address or host name, as the log has it.</param>
    public Client Find(ReadOnlySpan<byte> address)
        => _clients.TryGet(address, out var client) ? client : _clients.Add(address, Make(address));

    private Client Make(ReadOnlySpan<byte> address)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_salt, address, hash);
        var userId = "client_" + Convert.ToHexStringLower(hash[..UserIdBytes]);
        return regions is not null && IPAddress.TryParse(address, out var ip) && regions.TryFind(ip, out var place)
            ? new Client(userId, place.Region, place.City)
            : new Client(userId, UnknownRegion, "");
    }
}
