using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace StreamPulse.Api.Security;

/// <summary>GET /api/me</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/api/me", Get).WithName("GetMe").WithTags("Access").RequireAnyToken()
            .WithSummary("Subject and scopes of the caller.");

    private static Ok<MeResponse> Get(ClaimsPrincipal user, SecurityOptions options)
        => TypedResults.Ok(options.Auth.IsOn
            ? new MeResponse("jwt", Caller.SubjectOf(user), [.. Caller.ScopesOf(user).Order(StringComparer.Ordinal)])
            : new MeResponse("off", null, ApiScopes.All));
}
