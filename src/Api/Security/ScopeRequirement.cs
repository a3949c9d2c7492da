using Microsoft.AspNetCore.Authorization;

namespace StreamPulse.Api.Security;

/// <summary>The caller's token must have a scope, or only be valid.</summary>
/// <param name="Scope">Null if any valid token is enough.</param>
internal sealed record ScopeRequirement(string? Scope) : IAuthorizationRequirement;

/// <summary>
/// For endpoints without a declaration: admin, so that a forgotten one is not open. Routes that do not exist require only a valid token,
/// since a 404 is more helpful than a 403.
/// </summary>
internal sealed record UndeclaredRequirement : IAuthorizationRequirement;
