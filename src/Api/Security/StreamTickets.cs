using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StreamPulse.Api.Security;

/// <summary>
/// Short-lived tickets that open the live stream where no header can be sent: a browser's EventSource has only a URL. A ticket is signed
/// and names subject and scopes of the token it was made with, and when that token expires.
/// </summary>
internal sealed class StreamTickets
{
    private const string Issuer = "streampulse";
    private const string Audience = "streampulse-stream";
    private const string UntilClaim = "until";
    private const string ScopeClaim = "scope";
    private const int KeyBytes = 32;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key;
    private readonly TimeProvider _time;

    /// <summary>
    /// Signs with a key derived from <c>Auth:TicketKeyFile</c> or else <c>Auth:KeyFile</c>, so that another gateway with the same file
    /// accepts the ticket; otherwise with a random one.
    /// </summary>
    /// <exception cref="TokenKeyException">The key file cannot be used.</exception>
    public StreamTickets(SecurityOptions options, TimeProvider time)
    {
        _time = time;
        var auth = options.Auth;
        _key = new SymmetricSecurityKey(
            !string.IsNullOrWhiteSpace(auth.TicketKeyFile) ? Derived(TokenKeys.ReadSecret(auth.TicketKeyFile, "Auth:TicketKeyFile"))
            : auth.IsOn && !string.IsNullOrWhiteSpace(auth.KeyFile) ? Derived(TokenKeys.ReadSecret(auth.KeyFile))
            : RandomNumberGenerator.GetBytes(KeyBytes));
    }

    /// <summary>How long a ticket may be used.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(30);

    /// <summary>A ticket for the caller.</summary>
    /// <param name="user">The caller; it may have no name.</param>
    /// <param name="tokenExpiry">When its token expires; null without a token. The ticket does not outlive it.</param>
    public (string Ticket, DateTimeOffset ExpiresAt) Create(ClaimsPrincipal user, DateTimeOffset? tokenExpiry)
    {
        var now = _time.GetUtcNow();
        var expires = tokenExpiry < now + Lifetime ? tokenExpiry.Value : now + Lifetime;
        expires = DateTimeOffset.FromUnixTimeSeconds(expires.ToUnixTimeSeconds()); // times of a token are whole seconds
        var claims = new Dictionary<string, object> { [ScopeClaim] = string.Join(' ', Caller.ScopesOf(user)) };
        if (Caller.SubjectOf(user) is { } subject)
            claims[Caller.SubjectClaim] = subject;
        if (tokenExpiry is { } until)
            claims[UntilClaim] = until.ToUnixTimeSeconds();
        var ticket = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Expires = expires.UtcDateTime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
        return (ticket, expires);
    }

    /// <summary>Whether the ticket is valid now, and its claims.</summary>
    public Task<TokenValidationResult> ValidateAsync(string ticket)
        => _handler.ValidateTokenAsync(ticket, new TokenValidationParameters
        {
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            NameClaimType = Caller.SubjectClaim,
            LifetimeValidator = (_, expires, _, _) => expires > _time.GetUtcNow().UtcDateTime
                ? true
                : throw new SecurityTokenExpiredException(),
        });

    /// <summary>When the token that a valid ticket was made with expires; null if it was made without one.</summary>
    public static DateTimeOffset? TokenExpiryOf(ClaimsIdentity ticket)
        => ticket.FindFirst(UntilClaim)?.Value is { } until
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture))
            : null;

    private static byte[] Derived(byte[] secret)
        => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, salt: [], info: "streampulse stream ticket"u8.ToArray());
}
