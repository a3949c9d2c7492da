using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Limits;

/// <summary>
/// Middleware: refuses requests for names that the service is not served under. A web page can make a name of its own lead to this machine
/// (DNS rebinding); the browser then takes the service for part of that page. It cannot do so with an IP address or localhost.
/// </summary>
/// <remarks>
/// ASP.NET Core's host filtering cannot allow all IP addresses, and its response does not say what to do; the matching of names is its own.
/// </remarks>
internal sealed class HostCheck(RequestDelegate next, IOptions<ApiOptions> options, SecurityOptions security)
{
    private readonly StringSegment[] _listed = [.. options.Value.AllowedHosts.Select(static host => new StringSegment(host))];

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return IsAllowed(host, context.Connection.LocalIpAddress)
            ? next(context)
            : Problem.WriteAsync(
                context, ProblemKind.HostNotAllowed,
                $"The request is for the host {host}. If that is a name of this service, add it to Api:AllowedHosts.");
    }

    /// <summary>Whether it can be an entry of <see cref="ApiOptions.AllowedHosts"/>.</summary>
    internal static bool IsName(string host)
    {
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4 || (name.StartsWith('[')
            && Uri.CheckHostName(name) == UriHostNameType.IPv6);
    }

    /// <summary>A request without a host is not a browser's.</summary>
    private bool IsAllowed(string host, IPAddress? own)
        => (security.Auth.IsOn && _listed.Length == 0) || host.Length == 0 || IsAddress(host, own)
            || HostString.MatchesAny(host, _listed);

    /// <summary>Whether it is no name that could be somebody else's: on this machine of this machine only.</summary>
    private static bool IsAddress(string host, IPAddress? own)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && (IPAddress.IsLoopback(address) || (own is not null && !IsLoopback(own))));

    private static bool IsLoopback(IPAddress address)
        => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
