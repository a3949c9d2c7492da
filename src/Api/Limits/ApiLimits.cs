using System.Globalization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Limits;

/// <summary>Limits on requests: rate, size and duration.</summary>
internal static class ApiLimits
{
    /// <summary>A token with many claims has about 2 kB, a path with the longest content_id 3 kB.</summary>
    private const int MaxHeaderBytes = 16 * 1024;

    private const int MaxHeaders = 64;

    /// <summary>
    /// How much of a body is read before the connection is closed. Routes have smaller limits; the rest of a body that is too large, or
    /// that is refused unread, is dropped up to here, for at most 5 s. A client that sends all before it reads then sees the response
    /// instead of a broken connection.
    /// </summary>
    private const long LeastDroppedBytes = 64 * 1024 * 1024;

    private const int MaxConnections = 10_000;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    public static void AddApiLimits(this IServiceCollection services, RateLimitOptions rates)
    {
        services.AddSingleton(rates);
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ApiOptions>>(
            static (timeouts, api) => timeouts.DefaultPolicy = Policy(api.Value.RequestTimeout));
        services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            RefusedRequests.Prepare(kestrel);
        });
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>>(
            static (kestrel, api) => kestrel.Limits.MaxRequestBodySize = Math.Max(LeastDroppedBytes, 4L * api.Value.MaxIngestBytes));
    }

    private static RequestTimeoutPolicy Policy(TimeSpan timeout) => new()
    {
        Timeout = timeout,
        TimeoutStatusCode = ProblemKind.TimedOut.Status,
        WriteTimeoutResponse = context => Problem.WriteAsync(
            context,
            ProblemKind.TimedOut,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The request was not completed within {timeout.TotalSeconds} s. Request less, or retry later; events may be sent again.")),
    };
}
