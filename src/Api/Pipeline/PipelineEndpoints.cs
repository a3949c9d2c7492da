using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;
using StreamPulse.Api.Stats;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Pipeline;

/// <summary>GET /api/pipeline</summary>
internal static class PipelineEndpoints
{
    public static void MapPipeline(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/api/pipeline", GetAsync).WithName("GetPipeline").WithTags("Pipeline").RequireScope(ApiScopes.Read)
            .WithSummary("How far each partition of the log is processed, and whether every record is accounted for.")
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<PipelineResponse>> GetAsync(
        IStoredResults stored, [FromServices] IPipelineProgress? progress, SingleFlightCache cache, SelectionFactory clock,
        IOptions<ApiOptions> options,
        CancellationToken cancellationToken)
        => TypedResults.Ok(await cache.GetAsync(
            "pipeline",
            options.Value.StoredAnswerLifetime,
            async () =>
            {
                var asOf = clock.Now();
                var condition = await stored.CheckAsync(CancellationToken.None).ConfigureAwait(false);
                var committed = await stored.GetPipelineAsync(CancellationToken.None).ConfigureAwait(false);
                return PipelineComposer.Compose(committed, condition, progress?.GetProgress(), asOf);
            },
            cancellationToken).ConfigureAwait(false));
}
