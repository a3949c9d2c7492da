using Microsoft.AspNetCore.Builder;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Security;

/// <summary>Declares the scope that an endpoint requires. An endpoint without a declaration requires admin.</summary>
public static class EndpointScopes
{
    /// <summary>Name of the policy that requires a scope.</summary>
    internal static string PolicyOf(string? scope) => scope is null ? "any-token" : "scope-" + scope;

    /// <summary>Requires a token with that scope, or admin.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope) where TBuilder : IEndpointConventionBuilder
        => builder.Require(scope).ProducesApiProblem(403);

    /// <summary>Requires a valid token with any scopes.</summary>
    public static TBuilder RequireAnyToken<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
        => builder.Require(null);

    /// <summary>Allows everybody.</summary>
    /// <param name="isLimited">Whether rate limits apply.</param>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder, bool isLimited) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new ScopeMetadata(null, IsOpen: true)).AllowAnonymous();
        return isLimited ? builder : builder.DisableRateLimiting();
    }

    private static TBuilder Require<TBuilder>(this TBuilder builder, string? scope) where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new ScopeMetadata(scope, IsOpen: false)).RequireAuthorization(PolicyOf(scope))
            .ProducesApiProblem(401).ProducesApiProblem(429);
}
