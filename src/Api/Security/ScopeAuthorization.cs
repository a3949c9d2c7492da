using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace StreamPulse.Api.Security;

/// <summary>Checks whether a caller's token has the required scope. With authentication off, everything is allowed.</summary>
internal sealed class ScopeAuthorization(SecurityOptions options) : IAuthorizationHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        foreach (var requirement in context.PendingRequirements.ToList())
        {
            var isMet = requirement switch
            {
                ScopeRequirement or UndeclaredRequirement when !options.Auth.IsOn => true,
                ScopeRequirement needed => Allows(context, needed.Scope),
                UndeclaredRequirement => Allows(
                    context, (context.Resource as HttpContext)?.GetEndpoint() is RouteEndpoint ? ApiScopes.Admin : null),
                _ => false,
            };
            if (isMet)
                context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private static bool Allows(AuthorizationHandlerContext context, string? scope)
    {
        if (context.User.Identity is not { IsAuthenticated: true })
            return false;
        var scopes = Caller.ScopesOf(context.User);
        return scope is null || scopes.Contains(scope) || scopes.Contains(ApiScopes.Admin);
    }
}
