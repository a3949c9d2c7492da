using System.Globalization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Ingest;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Limits;

/// <summary>Limits on requests: rate, size and duration.</summary>
internal static class ApiLimits
{
    /// <summary>
    /// How much of a body is read before the connection is closed. Routes have smaller limits; the rest of a body that is too large, or
    /// that is refused unread, is dropped up to here, for at most 5 s. A client that sends all before it reads then sees the response
    /// instead of a broken connection.
    /// </summary>
    private const long LeastDroppedBytes = 64 * 1024 * 1024;

    private const long Mebibyte = 1024 * 1024;

    public static void AddApiLimits(this IServiceCollection services, RateLimitOptions rates)
    {
        services.AddSingleton(rates);
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ApiOptions>>(
            static (timeouts, api) => timeouts.DefaultPolicy = Policy(api.Value.RequestTimeout));
        services.AddServerLimits(Connections);
        services.AddSingleton<IngestBudget>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>>(
            static (kestrel, api) => kestrel.Limits.MaxRequestBodySize = Math.Max(LeastDroppedBytes, 4L * api.Value.MaxIngestBytes));
    }

    private static ConnectionLimits Connections(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ApiOptions>>().Value;
        var resources = ProcessResources.Own;
        var limits = ConnectionLimits.Of(options, services.GetRequiredService<SecurityOptions>().Proxies, resources);
        if (limits.Total < options.MaxConnections)
        {
            ApiLog.FewerConnections(
                services.GetRequiredService<ILogger<ConnectionGate>>(), limits.Total, limits.PerAddress, resources.OpenFiles,
                resources.MemoryBytes / Mebibyte, options.MaxConnections);
        }

        return limits;
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
