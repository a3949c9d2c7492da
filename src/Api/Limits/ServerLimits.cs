using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StreamPulse.Api.Limits;

/// <summary>What one connection of a server can cost, and how many there may be.</summary>
public static class ServerLimits
{
    /// <summary>What is held of requests of a connection that are not read yet.</summary>
    internal const int MaxRequestBufferBytes = 128 * 1024;

    /// <summary>What is held of responses that a client does not read.</summary>
    internal const int MaxResponseBufferBytes = 64 * 1024;

    /// <summary>A token with many claims has about 2 kB, a path with the longest content_id 3 kB.</summary>
    private const int MaxHeaderBytes = 16 * 1024;

    private const int MaxHeaders = 64;

    /// <summary>A client that sends or reads less is dropped after <see cref="SlowGrace"/>.</summary>
    private const double LeastBytesPerSecond = 240;

    private static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(5);

    /// <summary>Time for the first byte of a connection, and for the head of each request.</summary>
    internal static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    /// <summary>More than the 60 s that proxies keep a connection to a service.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(65);

    /// <summary>
    /// Limits the server of health endpoints: 128 connections, 64 of one address, and slow and silent clients are dropped. Call before its
    /// endpoints are added.
    /// </summary>
    public static IServiceCollection AddHealthServerLimits(this IServiceCollection services)
        => services.AddServerLimits(static _ => ConnectionLimits.OfHealth);

    internal static IServiceCollection AddServerLimits(this IServiceCollection services, Func<IServiceProvider, ConnectionLimits> limits)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RequestBoundMetrics>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<ConnectionGate>(s, limits(s)));
        services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>(static (kestrel, services) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
            kestrel.Limits.MaxRequestBufferSize = MaxRequestBufferBytes;
            kestrel.Limits.MaxResponseBufferSize = MaxResponseBufferBytes;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0; // nothing here is a web socket
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(LeastBytesPerSecond, SlowGrace);
            kestrel.Limits.MinResponseDataRate = new MinDataRate(LeastBytesPerSecond, SlowGrace);
            kestrel.ConfigureEndpointDefaults(listen =>
            {
                listen.Use(services.GetRequiredService<ConnectionGate>().Guard);
                listen.Use(RefusedRequests.Prepare);
            });
        });
        return services;
    }
}
