using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Security;

/// <summary>Returns 403 with the missing scope; the authentication scheme returns 401.</summary>
internal sealed class AuthorizationAnswers : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    /// <inheritdoc/>
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
            return _default.HandleAsync(next, context, policy, authorizeResult);
        var scope = policy.Requirements.OfType<ScopeRequirement>().Select(static r => r.Scope).FirstOrDefault() ?? ApiScopes.Admin;
        context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"streampulse\", error=\"insufficient_scope\", scope=\"{scope}\"";
        return Problem.WriteAsync(context, ProblemKind.Forbidden, $"The token lacks the scope {scope}.");
    }
}
