using Microsoft.AspNetCore.Authorization;

namespace StreamPulse.Api.Security;

/// <summary>The caller's token has to have a scope, or just to be valid.</summary>
/// <param name="Scope">Null where every valid token will do.</param>
internal sealed record ScopeRequirement(string? Scope) : IAuthorizationRequirement;

/// <summary>Of endpoints that say nothing: admin, so that a forgotten one is not open. Addresses without an endpoint need some token only: 404 says more than 403.</summary>
internal sealed record UndeclaredRequirement : IAuthorizationRequirement;
