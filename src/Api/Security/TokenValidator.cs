using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Security;

/// <summary>
/// Verifies tokens with the keys of a file or of an authority. IdentityModel does the verification; this class configures it.
/// </summary>
internal sealed class TokenValidator : IDisposable
{
    private static readonly TimeSpan AuthorityTimeout = TimeSpan.FromSeconds(10);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly AuthOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenValidationParameters _parameters;
    private readonly HttpClient? _client;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _authority;

    /// <exception cref="TokenKeyException">The key file cannot be used.</exception>
    public TokenValidator(SecurityOptions options, TimeProvider time)
    {
        (_options, _time) = (options.Auth, time);
        var keys = TokenKeys.Load(_options);
        _parameters = Parameters(keys);
        if (string.IsNullOrWhiteSpace(_options.Authority))
            return;
        _client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = AuthorityTimeout,
            MaxResponseContentBufferSize = 1 << 20,
        };
        _authority = new ConfigurationManager<OpenIdConnectConfiguration>(
            _options.Authority.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_client)
            {
                RequireHttps = _options.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
            });
    }

    /// <summary>Whether the token is valid now, and its claims.</summary>
    /// <exception cref="ProblemException">The authority's keys cannot be fetched, so the token cannot be verified.</exception>
    public async Task<TokenValidationResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (_authority is null)
            return await _handler.ValidateTokenAsync(token, _parameters).ConfigureAwait(false);
        var published = await PublishedAsync(_authority, cancellationToken).ConfigureAwait(false);
        var parameters = _parameters.Clone();
        parameters.ValidIssuer = string.IsNullOrWhiteSpace(_options.Issuer) ? published.Issuer : _options.Issuer;
        parameters.IssuerSigningKeys = published.SigningKeys.Where(static key => key is not SymmetricSecurityKey);
        var result = await _handler.ValidateTokenAsync(token, parameters).ConfigureAwait(false);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            _authority.RequestRefresh(); // perhaps a new key; the manager limits how often it refreshes
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private static async Task<OpenIdConnectConfiguration> PublishedAsync(
        ConfigurationManager<OpenIdConnectConfiguration> authority, CancellationToken cancellationToken)
    {
        try
        {
            return await authority.GetConfigurationAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(
                ProblemKind.AuthorityUnavailable, "The keys that verify tokens cannot be fetched from the authority at the moment.");
        }
    }

    private TokenValidationParameters Parameters(TokenKeys keys) => new()
    {
        IssuerSigningKeys = keys.Keys,
        ValidAlgorithms = keys.Algorithms,
        ValidIssuer = _options.IssuerOrDefault,
        ValidAudience = _options.Audience,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        NameClaimType = Caller.SubjectClaim,
        LifetimeValidator = IsInItsLifetime,
        TypeValidator = RefuseExtensions,
    };

    /// <summary>
    /// A token may name extensions in its header that a receiver must understand or else refuse it (crit; RFC 7515, section 4.1.11). None
    /// is understood here, and the library does not look at them.
    /// </summary>
    private static string RefuseExtensions(string? type, SecurityToken token, TokenValidationParameters parameters)
        => token is JsonWebToken jwt && jwt.TryGetHeaderValue<object>("crit", out _)
            ? throw new SecurityTokenInvalidTypeException("crit")
            : type ?? "";

    /// <summary>Replaces the library's own check, which uses the system clock.</summary>
    private bool IsInItsLifetime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        if (expires is null)
            throw new SecurityTokenNoExpirationException();
        if (expires.Value <= now - _options.ClockSkew)
            throw new SecurityTokenExpiredException { Expires = expires.Value };
        if (notBefore > now + _options.ClockSkew)
            throw new SecurityTokenNotYetValidException { NotBefore = notBefore.Value };
        return true;
    }
}
