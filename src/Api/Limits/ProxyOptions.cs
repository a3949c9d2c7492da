using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace StreamPulse.Api.Limits;

/// <summary>
/// Reverse proxies in front of the service. Configuration keys begin with <c>Proxies:</c>. Their <c>X-Forwarded-For</c> and
/// <c>X-Forwarded-Proto</c> are believed; those of anybody else are not, because every client can send them.
/// </summary>
public sealed record ProxyOptions
{
    /// <summary>
    /// Addresses (<c>127.0.0.1</c>) and networks (<c>10.0.0.0/8</c>) of the proxies; none by default. A client behind a proxy that is not
    /// listed is taken for the proxy: rate limits apply to all of the proxy's clients together.
    /// </summary>
    public string[] Trusted { get; init; } = [];

    /// <summary>Invalid entries, one sentence each; empty if all are valid.</summary>
    public IReadOnlyList<string> Problems()
        => [.. Trusted.Where(static entry => Network(entry) is null).Select(static entry =>
            $"Proxies:Trusted has {entry}; allowed are IP addresses and networks such as 10.0.0.0/8.")];

    /// <summary>Replaces the connection's address and scheme by those that trusted proxies forward; does nothing without any.</summary>
    internal void Use(IApplicationBuilder app)
    {
        if (Trusted.Length == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // as long as the addresses are those of trusted proxies
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in Trusted)
            options.KnownIPNetworks.Add(Network(entry)!.Value);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Whether it is the address of one of them.</summary>
    internal bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Trusted.Any(entry => Network(entry)!.Value.Contains(plain));
    }

    private static IPNetwork? Network(string entry)
        => IPNetwork.TryParse(entry, out var network) ? network
            : IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : null;
}
