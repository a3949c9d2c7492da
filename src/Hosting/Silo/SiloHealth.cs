using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Hosting.Silo;

/// <summary>
/// <c>/health/live</c>: liveness probe; restart the process if it fails. <c>/health/ready</c>: readiness probe; the silo is active in the
/// cluster and its database answers.
/// </summary>
internal static class SiloHealth
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AnswerHead();
        health.MapGet("/live", static () => Results.Ok(new { status = "live" }));
        health.MapGet("/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(ISiloStatusOracle silo, PostgresProgress database, CancellationToken cancellationToken)
    {
        var status = silo.CurrentStatus;
        var answers = await database.AnswersAsync(cancellationToken);
        var body = new { status = status.ToString(), database = answers };
        return status == SiloStatus.Active && answers
            ? Results.Ok(body)
            : Results.Json(body, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
