using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace StreamPulse.Api.Alerts;

/// <summary>Who is calling.</summary>
internal static class Caller
{
    /// <summary>The subject that authentication found; null where there is no authentication.</summary>
    public static string? Subject(HttpContext context)
        => context.User.Identity is { IsAuthenticated: true } identity
            ? context.User.FindFirstValue("sub") ?? context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? identity.Name
            : null;
}
