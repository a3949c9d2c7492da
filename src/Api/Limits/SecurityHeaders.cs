using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamPulse.Api.Limits;

/// <summary>Headers that tell browsers what the answers may not be used for; on every answer, errors and the page included.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Scripts, styles and calls of this origin alone, and no frame around it. Style attributes are allowed: the charts' tooltips are HTML
    /// with such; they cannot run code.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string PermissionsPolicy = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";
    private const string OneYear = "max-age=31536000";

    public static void UseSecurityHeaders(this IApplicationBuilder app)
        => app.Use(static (context, next) =>
        {
            // At the start of the answer: an error begins with empty headers again.
            context.Response.OnStarting(static state => Set((HttpContext)state), context);
            return next(context);
        });

    private static Task Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
        return Task.CompletedTask;
    }
}
