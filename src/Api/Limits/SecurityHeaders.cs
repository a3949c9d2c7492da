using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamPulse.Api.Limits;

/// <summary>Security headers for browsers; on every response, including errors and the page.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Allows scripts, styles and calls of this origin only, and no framing. Style attributes are allowed because the charts' tooltips use
    /// them; they cannot run code.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string PermissionsPolicy = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
        + "payment=(), usb=()";
    private const string OneYear = "max-age=31536000";

    public static void UseSecurityHeaders(this IApplicationBuilder app)
        => app.Use(static (context, next) =>
        {
            // When the response starts, because an error clears the headers.
            context.Response.OnStarting(static state => Set((HttpContext)state), context);
            return next(context);
        });

    /// <summary>Sets the headers of a response now.</summary>
    public static Task Set(HttpContext context)
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
