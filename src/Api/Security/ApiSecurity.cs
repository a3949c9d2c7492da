using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Api.Limits;

namespace StreamPulse.Api.Security;

/// <summary>Configures authentication, authorization, CORS and rate limits.</summary>
internal static class ApiSecurity
{
    private static readonly string[] RequestHeaders = ["Authorization", "Content-Type", "Accept", "If-None-Match", "Last-Event-ID"];
    private static readonly string[] ResponseHeaders =
    [
        "ETag", "Retry-After", "WWW-Authenticate", "Content-Disposition", "X-As-Of", "X-Watermark", "X-Complete", "X-Next-Cursor",
    ];

    public static void AddApiSecurity(this IServiceCollection services, SecurityOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<TokenValidator>();
        services.AddSingleton<StreamTickets>();
        services.AddAuthentication();
        if (options.Auth.IsOn)
        {
            services.AddAuthentication(BearerAuthentication.SchemeName)
                .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null);
        }

        services.AddSingleton<IAuthorizationHandler, ScopeAuthorization>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(Policy(new UndeclaredRequirement()))
            .AddPolicy(EndpointScopes.PolicyOf(null), Policy(new ScopeRequirement(null)))
            .AddPolicy(EndpointScopes.PolicyOf(ApiScopes.Read), Policy(new ScopeRequirement(ApiScopes.Read)))
            .AddPolicy(EndpointScopes.PolicyOf(ApiScopes.Ingest), Policy(new ScopeRequirement(ApiScopes.Ingest)))
            .AddPolicy(EndpointScopes.PolicyOf(ApiScopes.Acknowledge), Policy(new ScopeRequirement(ApiScopes.Acknowledge)))
            .AddPolicy(EndpointScopes.PolicyOf(ApiScopes.Admin), Policy(new ScopeRequirement(ApiScopes.Admin)));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(options.Cors.Origins).WithMethods("GET", "HEAD", "POST").WithHeaders(RequestHeaders)
            .WithExposedHeaders(ResponseHeaders)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
        services.AddApiLimits(options.RateLimits);
        // The first would log every URL with its query, and a stream's has a ticket; the second, two for each request without a token.
        services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            .AddFilter(typeof(BearerAuthentication).FullName, LogLevel.Warning));
    }

    /// <summary>
    /// Call before the endpoints. A call rejected for its token, and one for a file of the page, which is public, still counts for the rate
    /// limits.
    /// </summary>
    /// <param name="pageDirectory">Directory of the page; null for none.</param>
    public static void UseApiSecurity(this IApplicationBuilder app, string? pageDirectory)
    {
        app.UseCors();
        app.UseMiddleware<OriginCheck>();
        app.UseAuthentication();
        app.UseMiddleware<ClientRateLimits>();
        if (pageDirectory is not null)
            app.UseStreamPulsePage(pageDirectory);
        app.UseAuthorization();
        app.UseRequestTimeouts();
    }

    private static AuthorizationPolicy Policy(IAuthorizationRequirement requirement) => new([requirement], []);
}
