using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Security;

/// <summary>Authenticates requests by bearer token, RFC 6750; returns 401 without a valid token.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenValidator validator)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Realm = "Bearer realm=\"streampulse\"";
    private const string Prefix = "Bearer ";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var result = await validator.ValidateAsync(header[Prefix.Length..].Trim(), Context.RequestAborted).ConfigureAwait(false);
        if (!result.IsValid)
            return AuthenticateResult.Fail(result.Exception);
        var properties = new AuthenticationProperties
        {
            ExpiresUtc = new DateTimeOffset(DateTime.SpecifyKind(result.SecurityToken.ValidTo, DateTimeKind.Utc)),
        };
        return AuthenticateResult.Success(
            new AuthenticationTicket(new System.Security.Claims.ClaimsPrincipal(result.ClaimsIdentity), properties, SchemeName));
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        var wrong = result.Failure is null ? null : Wrong(result.Failure);
        Response.Headers.WWWAuthenticate = wrong is null ? Realm : $"{Realm}, error=\"invalid_token\", error_description=\"{wrong}\"";
        await Problem.WriteAsync(
            Context, ProblemKind.Unauthenticated,
            wrong is null ? "Send a token: Authorization: Bearer TOKEN." : $"The token is not valid: {wrong}.").ConfigureAwait(false);
    }

    /// <summary>The reason, without any content of the token.</summary>
    private static string Wrong(Exception failure) => failure switch
    {
        SecurityTokenExpiredException => "it has expired",
        SecurityTokenNotYetValidException => "it is not valid yet",
        SecurityTokenNoExpirationException => "it has no expiration time",
        SecurityTokenInvalidAudienceException => "it is for another audience",
        SecurityTokenInvalidIssuerException => "it is from another issuer",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException
            => "it is not signed with a trusted key and algorithm",
        _ => "it cannot be read as a token",
    };
}
