using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Health;

/// <summary>GET /health, and what supervisors ask: GET /health/live, GET /health/ready</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", GetAsync).WithName("GetHealth").WithTags("Health").OpenToAll()
            .WithSummary("Whether the service can answer: 200, or 503 with the same body. The body's status tells whether everything behind it works.")
            .Produces<HealthResponse>().Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
        endpoints.MapGet("/health/live", GetLive).WithName("GetLive").WithTags("Health").OpenToAll()
            .WithSummary("200 as long as the process answers; asks nobody. One that does not answer is to be started anew.");
        endpoints.MapGet("/health/ready", GetReadyAsync).WithName("GetReady").WithTags("Health").OpenToAll()
            .WithSummary("200 when requests can be served here, else 503: the database does not answer, the pipeline has failed, or the service has just started.")
            .Produces<ProbeResponse>().Produces<ProbeResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<ProbeResponse> GetLive() => TypedResults.Ok(new ProbeResponse("live", null));

    private static async Task<JsonHttpResult<ProbeResponse>> GetReadyAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var health = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        var isReady = CanAnswer(health) && health.Engine != "starting" && check.IsWarm;
        var detail = health.Detail ?? (check.IsWarm ? null : "The service has just started and asks itself its first questions.");
        return TypedResults.Json(
            new ProbeResponse(isReady ? "ready" : "not_ready", detail), statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<JsonHttpResult<HealthResponse>> GetAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var health = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        return TypedResults.Json(health, statusCode: CanAnswer(health) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>A log that is away is not a reason to send readers elsewhere: what is stored can be shown. A pipeline that has failed is one to start anew.</summary>
    private static bool CanAnswer(HealthResponse health) => health.Database && health.Engine != "failed";
}
