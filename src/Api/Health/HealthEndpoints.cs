using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Health;

/// <summary>GET /health, and the probes GET /health/live and GET /health/ready</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", GetAsync).WithName("GetHealth").WithTags("Health").OpenToAll(isLimited: false)
            .WithSummary(
                "Whether the service can serve requests: 200, or 503 with the same body. The status in the body covers all dependencies.")
            .Produces<HealthResponse>().Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
        endpoints.MapGet("/health/live", GetLive).WithName("GetLive").WithTags("Health").OpenToAll(isLimited: false)
            .WithSummary("Liveness probe; restart the service if it fails. Checks no dependencies.");
        endpoints.MapGet("/health/ready", GetReadyAsync).WithName("GetReady").WithTags("Health").OpenToAll(isLimited: false)
            .WithSummary(
                "Readiness probe: 200, or 503 if the database does not answer or the service is still starting.")
            .Produces<ProbeResponse>().Produces<ProbeResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<ProbeResponse> GetLive() => TypedResults.Ok(new ProbeResponse("live", null));

    private static async Task<JsonHttpResult<ProbeResponse>> GetReadyAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var health = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        var isReady = CanAnswer(health) && health.Engine != "starting" && check.IsWarm;
        var detail = health.Detail ?? (check.IsWarm ? null : "The service has just started and is warming up.");
        return TypedResults.Json(
            new ProbeResponse(isReady ? "ready" : "not_ready", detail),
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<JsonHttpResult<HealthResponse>> GetAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var health = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        return TypedResults.Json(health, statusCode: CanAnswer(health) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>
    /// If the log cannot be reached or the pipeline is blocked, the service stays ready, because stored results can be served.
    /// </summary>
    private static bool CanAnswer(HealthResponse health) => health.Database;
}
