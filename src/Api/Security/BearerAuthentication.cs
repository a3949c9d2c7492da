using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Security;

/// <summary>
/// Authenticates requests by bearer token, RFC 6750, or by a stream ticket where the endpoint takes one; returns 401 without a valid one.
/// </summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenValidator validator,
    StreamTickets tickets, OutageLog log)
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
            return Ticket() is { } ticket ? await OfTicketAsync(ticket).ConfigureAwait(false) : AuthenticateResult.NoResult();
        var result = await validator.ValidateAsync(header[Prefix.Length..].Trim(), Context.RequestAborted).ConfigureAwait(false);
        if (!result.IsValid)
            return AuthenticateResult.Fail(result.Exception);
        return Success(
            result.ClaimsIdentity, new DateTimeOffset(DateTime.SpecifyKind(result.SecurityToken.ValidTo, DateTimeKind.Utc)));
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        var wrong = result.Failure is null ? null : Wrong(result.Failure);
        var credential = Ticket() is null ? "token" : "stream ticket";
        Response.Headers.WWWAuthenticate = wrong is null ? Realm : $"{Realm}, error=\"invalid_token\", error_description=\"{wrong}\"";
        log.Note(ProblemKind.Unauthenticated, Request.Path, wrong ?? "it has none");
        await Problem.WriteAsync(
            Context, ProblemKind.Unauthenticated,
            wrong is null ? "Send a token: Authorization: Bearer TOKEN." : $"The {credential} is not valid: {wrong}.")
            .ConfigureAwait(false);
    }

    private static AuthenticateResult Success(ClaimsIdentity identity, DateTimeOffset? expires)
        => AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = expires }, SchemeName));

    /// <summary>The stream ticket in the URL; null if there is none, the endpoint takes none, or a header is sent.</summary>
    private string? Ticket()
        => Request.Headers.Authorization.Count == 0 && Context.GetEndpoint()?.Metadata.GetMetadata<TicketMetadata>() is { } taken
            && Request.Query[taken.Parameter] is [{ Length: > 0 } ticket]
            ? ticket
            : null;

    private async Task<AuthenticateResult> OfTicketAsync(string ticket)
    {
        var result = await tickets.ValidateAsync(ticket).ConfigureAwait(false);
        return result.IsValid
            ? Success(result.ClaimsIdentity, StreamTickets.TokenExpiryOf(result.ClaimsIdentity))
            : AuthenticateResult.Fail(result.Exception);
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
        SecurityTokenInvalidTypeException => "it requires an extension that is not supported (crit)",
        _ => "it cannot be read as a token",
    };
}
