using Microsoft.AspNetCore.Builder;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Security;

/// <summary>How an endpoint says what it asks of its caller. One that says nothing is for admin alone.</summary>
public static class EndpointScopes
{
    /// <summary>Name of the policy that asks for a scope.</summary>
    internal static string PolicyOf(string? scope) => scope is null ? "any-token" : "scope-" + scope;

    /// <summary>Asks for a token with that scope, or admin.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope) where TBuilder : IEndpointConventionBuilder
        => builder.Require(scope).ProducesApiProblem(403);

    /// <summary>Asks for a valid token, whatever its scopes.</summary>
    public static TBuilder RequireAnyToken<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
        => builder.Require(null);

    /// <summary>Answers everybody, and without a limit of calls.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new ScopeMetadata(null, IsOpen: true)).AllowAnonymous().DisableRateLimiting();

    private static TBuilder Require<TBuilder>(this TBuilder builder, string? scope) where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new ScopeMetadata(scope, IsOpen: false)).RequireAuthorization(PolicyOf(scope)).ProducesApiProblem(401).ProducesApiProblem(429);
}
