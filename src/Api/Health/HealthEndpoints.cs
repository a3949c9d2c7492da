using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace StreamPulse.Api.Health;

/// <summary>GET /health</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/health", GetAsync).WithName("GetHealth").WithTags("Health")
            .WithSummary("Whether the service can answer: 200, or 503 with the same body. The body's status tells whether everything behind it works.")
            .Produces<HealthResponse>().Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<JsonHttpResult<HealthResponse>> GetAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var health = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        // A log that is away is not a reason to send readers elsewhere: what is stored can be shown. A pipeline that has failed is one to start anew.
        var canAnswer = health.Database && health.Engine != "failed";
        return TypedResults.Json(health, statusCode: canAnswer ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
