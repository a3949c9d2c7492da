using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Push;

/// <summary>GET /api/stats/stream, and POST /api/stats/stream/ticket for browsers' EventSource, which can send no token.</summary>
internal static class PushEndpoints
{
    private static readonly TextParameter Ticket = new(
        "ticket", "From POST /api/stats/stream/ticket, instead of a token in a header.", 8_192);

    public static void MapPush(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/stats/stream", Get).WithName("StreamStats").WithTags("Statistics").RequireScope(ApiScopes.Read)
            .WithParameters(Ticket).WithMetadata(new TicketMetadata(Ticket.Name)).DisableRequestTimeout()
            .WithSummary("Server-sent events: the live figures of the last five minutes, whenever they change.")
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable);
        endpoints.MapPost("/api/stats/stream/ticket", PostTicket).WithName("CreateStreamTicket").WithTags("Statistics")
            .RequireScope(ApiScopes.Read)
            .WithSummary("A ticket that opens the stream where no header can be sent, with the rights of the caller; valid for 30 s.");
    }

    private static Ok<StreamTicketResponse> PostTicket(HttpContext context, StreamTickets tickets)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (ticket, expiresAt) = tickets.Create(context.User, Caller.TokenExpiryOf(context));
        return TypedResults.Ok(new StreamTicketResponse(ticket, expiresAt));
    }

    private static ServerSentEventsResult<byte[]> Get(
        HttpRequest request, PushHub hub, PushStream stream, SecurityOptions security, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var lastEventId = request.Headers["Last-Event-ID"].ToString();
        var subscription = hub.Subscribe(
            lastEventId.Length == 0 ? null : lastEventId, Caller.LimitedClientOf(request.HttpContext, security.RateLimits),
            security.RateLimits.SubscribersPerClient);
        request.HttpContext.Response.RegisterForDispose(subscription); // even if the stream is never read
        request.HttpContext.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back until its buffer is full
        return TypedResults.ServerSentEvents(stream.ReadAsync(subscription, UntilTokenEnds(request.HttpContext, time, cancellationToken)));
    }

    /// <summary>
    /// A stream ends when the token that opened it expires; the subscriber reconnects with a new one. The answer to HEAD ends at once.
    /// </summary>
    private static CancellationToken UntilTokenEnds(HttpContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            return new CancellationToken(canceled: true);
        if (Caller.TokenExpiryOf(context) is not { } expiry)
            return cancellationToken;
        var left = expiry - time.GetUtcNow();
        var timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(Math.Clamp(left.TotalMilliseconds, 0, int.MaxValue)), time);
        var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        context.Response.RegisterForDispose(either);
        context.Response.RegisterForDispose(timer);
        return either.Token;
    }
}
