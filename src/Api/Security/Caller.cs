using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Limits;

namespace StreamPulse.Api.Security;

/// <summary>
/// The caller of a request. Its name is the subject of its token (claim <c>sub</c>) and nothing else; without a token it has no name.
/// </summary>
internal static class Caller
{
    /// <summary>The claim that names the caller.</summary>
    public const string SubjectClaim = "sub";

    private const int Ipv6NetworkBytes = 8;

    /// <summary>The scopes of the caller's token.</summary>
    public static IReadOnlySet<string> ScopesOf(ClaimsPrincipal user)
        => user.Claims.Where(static c => c.Type is "scope" or "scp")
            .SelectMany(static c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The caller's name: the subject of its token; null without a token, or if the subject is missing or empty.</summary>
    public static string? SubjectOf(ClaimsPrincipal user)
        => user.Identity is { IsAuthenticated: true } && user.FindFirst(SubjectClaim)?.Value is { Length: > 0 } subject ? subject : null;

    /// <summary>When the token expires; null without a token.</summary>
    public static DateTimeOffset? TokenExpiryOf(HttpContext context)
        => context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;

    /// <summary>
    /// The client for rate limits: the caller's name, or otherwise its address; for IPv6 the first 64 bits, because one customer has that
    /// many addresses.
    /// </summary>
    public static string ClientOf(HttpContext context)
    {
        if (SubjectOf(context.User) is { } subject)
            return "token " + subject;
        return NetworkOf(context.Connection.RemoteIpAddress);
    }

    /// <summary>An address, or for IPv6 its network, as limits count it.</summary>
    public static string NetworkOf(IPAddress? remote)
    {
        var address = Unmapped(remote);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return "address " + address;
        return "network " + Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes));
    }

    /// <summary>The client that limits count the caller as; null where they do not apply to it.</summary>
    public static string? LimitedClientOf(HttpContext context, RateLimitOptions limits)
        => limits.LimitThisMachine || !IsAnonymousHere(context) ? ClientOf(context) : null;

    /// <summary>Whether the caller is on this machine and has no token.</summary>
    public static bool IsAnonymousHere(HttpContext context)
        => context.User.Identity is not { IsAuthenticated: true } && IPAddress.IsLoopback(Unmapped(context.Connection.RemoteIpAddress));

    private static IPAddress Unmapped(IPAddress? address)
        => address is null ? IPAddress.None : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
