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
            .WithSummary("Whether the service can answer: 200, or 503 with the same body.")
            .Produces<HealthResponse>().Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<JsonHttpResult<HealthResponse>> GetAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var health = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        return TypedResults.Json(health, statusCode: health.Database ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
