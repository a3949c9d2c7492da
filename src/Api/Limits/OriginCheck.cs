using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Limits;

/// <summary>
/// Middleware: refuses requests of other origins' pages that change something or open a stream. CORS keeps such a page from reading the
/// response; it does not keep the request from being executed.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, SecurityOptions security)
{
    public Task InvokeAsync(HttpContext context)
        => !IsChecked(context) || IsAllowed(context.Request)
            ? next(context)
            : Problem.WriteAsync(
                context, ProblemKind.OriginNotAllowed,
                "A page of another origin sent this request. If that is a page of yours, add its origin to Cors:Origins. Behind a proxy, "
                + "pass the Host header on.");

    private static bool IsChecked(HttpContext context)
    {
        var method = context.Request.Method;
        return !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            || context.GetEndpoint()?.Metadata.GetMetadata<TicketMetadata>() is not null;
    }

    /// <summary>Browsers set these headers themselves; no script can. Other programs send none of them.</summary>
    private bool IsAllowed(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "same-origin" or "none")
            return true;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return site.Length == 0;
        return security.Cors.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
