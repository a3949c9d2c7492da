using System.Net;

namespace StreamPulse.Api.Limits;

/// <summary>How many connections a server accepts.</summary>
/// <param name="Total">At most open at once.</param>
/// <param name="PerAddress">Of these, from one address; for IPv6, from one /64 network.</param>
/// <param name="IsTrusted">Addresses of proxies, which only <paramref name="Total"/> bounds.</param>
internal sealed record ConnectionLimits(int Total, int PerAddress, Func<IPAddress, bool> IsTrusted)
{
    private const int SharesOfAddress = 4;

    /// <summary>A server of health endpoints: probes and an operator's browser.</summary>
    public static ConnectionLimits OfHealth { get; } = new(128, 64, static _ => false);

    /// <summary>Those of the options, as far as the process has room.</summary>
    public static ConnectionLimits Of(ApiOptions options, ProxyOptions proxies, ProcessResources resources)
    {
        var total = Math.Min(options.MaxConnections, resources.Connections);
        return new ConnectionLimits(
            total, Math.Min(options.MaxConnectionsPerAddress ?? Math.Max(1, total / SharesOfAddress), total), proxies.IsTrusted);
    }
}
