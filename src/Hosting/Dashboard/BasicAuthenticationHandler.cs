using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StreamPulse.Hosting.Dashboard;

/// <summary>HTTP Basic authentication, RFC 7617, as an ASP.NET Core scheme.</summary>
internal sealed class BasicAuthenticationHandler(IOptionsMonitor<DashboardLogin> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<DashboardLogin>(options, logger, encoder)
{
    private const string Challenge = "Basic realm=\"StreamPulse silo\", charset=\"UTF-8\"";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || !DashboardLogin.Scheme.Equals(header.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (!TryRead(header.Parameter, out var user, out var password) || !Options.Knows(user, password))
        {
            DashboardLog.Refused(Logger, Context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address");
            return Task.FromResult(AuthenticateResult.Fail("Unknown user or wrong password."));
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Challenge;
        return Task.CompletedTask;
    }

    private static bool TryRead(string? parameter, out string user, out string password)
    {
        (user, password) = ("", "");
        var bytes = new byte[parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(parameter ?? "", bytes, out var count))
            return false;
        var text = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        (user, password) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}
