using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;


namespace StreamPulse.Hosting.Dashboard;

/// <summary>The Orleans Dashboard of a silo at <c>/dashboard/</c>, protected by a password.</summary>
internal static class DashboardEndpoints
{
    private const string Path = "/dashboard";

    // The dashboard's page has inline scripts and styles; nothing is loaded from elsewhere.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the login; the silo adds the dashboard itself.</summary>
    public static void Add(IServiceCollection services, StreamPulseOptions options)
    {
        if (!options.Dashboard)
            return;
        services.AddAuthentication(DashboardLogin.Scheme)
            .AddScheme<DashboardLogin, BasicAuthenticationHandler>(
                DashboardLogin.Scheme, login => login.Allow(options.DashboardUser, options.DashboardPassword!));
        services.AddAuthorization();
        // it logs every challenge
        services.AddLogging(static logging => logging.AddFilter(typeof(BasicAuthenticationHandler).FullName, LogLevel.Warning));
    }

    /// <summary>Maps the dashboard; does nothing if it is off.</summary>
    public static void Map(WebApplication app, StreamPulseOptions options)
    {
        if (!options.Dashboard)
            return;
        if (!IPAddress.IsLoopback(IPAddress.Parse(options.HealthAddress)))
            DashboardLog.NotEncrypted(app.Logger, options.HealthAddress);
        app.UseWhen(static context => context.Request.Path.StartsWithSegments(Path), static branch => branch.Use(Protect));
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOrleansDashboard(Path).RequireAuthorization(
            new AuthorizationPolicyBuilder(DashboardLogin.Scheme).RequireAuthenticatedUser().Build());
    }

    private static Task Protect(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
