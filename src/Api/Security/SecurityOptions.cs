using System.Net;
using StreamPulse.Api.Limits;

namespace StreamPulse.Api.Security;

/// <summary>Settings for access and limits.</summary>
/// <param name="Auth">Authentication.</param>
/// <param name="Cors">Origins whose pages may call from a browser.</param>
/// <param name="RateLimits">How often a client may call.</param>
public sealed record SecurityOptions(AuthOptions Auth, CorsOptions Cors, RateLimitOptions RateLimits)
{
    /// <summary>Reverse proxies whose forwarded headers are believed.</summary>
    public ProxyOptions Proxies { get; init; } = new();

    /// <summary>Invalid settings, one sentence each; empty if all are valid.</summary>
    /// <param name="address">The address that the service listens on.</param>
    public IReadOnlyList<string> Problems(IPAddress address)
        => [.. Auth.Problems(address), .. Cors.Problems(), .. RateLimits.Problems(), .. Proxies.Problems()];
}
