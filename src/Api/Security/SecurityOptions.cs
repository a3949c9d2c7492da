using System.Net;
using StreamPulse.Api.Limits;

namespace StreamPulse.Api.Security;

/// <summary>All that decides who may ask how much.</summary>
/// <param name="Auth">Who may call.</param>
/// <param name="Cors">Whose pages may call from a browser.</param>
/// <param name="RateLimits">How often a client may call.</param>
public sealed record SecurityOptions(AuthOptions Auth, CorsOptions Cors, RateLimitOptions RateLimits)
{
    /// <summary>What does not work, one sentence each; empty when all is well.</summary>
    /// <param name="address">What the service listens on.</param>
    public IReadOnlyList<string> Problems(IPAddress address) => [.. Auth.Problems(address), .. Cors.Problems(), .. RateLimits.Problems()];
}
