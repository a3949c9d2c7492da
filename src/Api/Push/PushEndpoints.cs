using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Push;

/// <summary>GET /api/stats/stream</summary>
internal static class PushEndpoints
{
    public static void MapPush(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/api/stats/stream", Get).WithName("StreamStats").WithTags("Statistics")
            .WithSummary("Server-sent events: the live figures of the last five minutes, whenever they change.")
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);

    private static ServerSentEventsResult<byte[]> Get(HttpRequest request, PushHub hub, PushStream stream, CancellationToken cancellationToken)
    {
        var lastEventId = request.Headers["Last-Event-ID"].ToString();
        var subscription = hub.Subscribe(lastEventId.Length == 0 ? null : lastEventId);
        request.HttpContext.Response.RegisterForDispose(subscription); // also when the stream is never read
        return TypedResults.ServerSentEvents(stream.ReadAsync(subscription, cancellationToken));
    }
}
