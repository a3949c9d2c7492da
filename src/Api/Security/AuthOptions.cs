using System.Globalization;
using System.Net;

namespace StreamPulse.Api.Security;

/// <summary>Authentication settings. Configuration keys begin with <c>Auth:</c>. They contain no secrets: keys are in files.</summary>
public sealed record AuthOptions
{
    /// <summary>Off allows everybody who can reach the address, which must then be a loopback address. Jwt requires a token.</summary>
    public AuthMode Mode { get; init; } = AuthMode.Off;

    /// <summary>
    /// Serve other machines even if <see cref="Mode"/> is Off: everybody who reaches the address can read everything, post events and
    /// acknowledge alerts.
    /// </summary>
    public bool AllowAnonymousOnNetwork { get; init; }

    /// <summary>https address of the OpenID Connect issuer whose published keys sign the tokens; null if a key file is set.</summary>
    public string? Authority { get; init; }

    /// <summary>
    /// File with the secret that tokens are signed with (HS256), at least 32 bytes. Anybody who can read it can create tokens.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>File with the public key in PEM: RSA with at least 2,048 bits, or EC.</summary>
    public string? PublicKeyFile { get; init; }

    /// <summary>File with a JSON Web Key Set of public keys; for several keys at once, such as during key rotation.</summary>
    public string? JwksFile { get; init; }

    /// <summary>
    /// File with the secret that stream tickets are signed with, at least 32 bytes; null for <see cref="KeyFile"/>, or a random secret
    /// without one. Several gateways without a common file accept only their own tickets.
    /// </summary>
    public string? TicketKeyFile { get; init; }

    /// <summary>Required <c>iss</c> of a token. With an authority, null means the issuer that it publishes.</summary>
    public string? Issuer { get; init; }

    /// <summary>Required <c>aud</c> of a token, so that a token for another service is not accepted.</summary>
    public string Audience { get; init; } = "streampulse";

    /// <summary>How far the clocks of issuer and service may differ. Expired tokens are accepted for this long.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether tokens are required.</summary>
    internal bool IsOn => Mode == AuthMode.Jwt;

    /// <summary>Required <c>iss</c> without an authority.</summary>
    internal string IssuerOrDefault => string.IsNullOrWhiteSpace(Issuer) ? "streampulse" : Issuer;

    /// <summary>Invalid settings, one sentence each; empty if all are valid. Reads the key file.</summary>
    /// <param name="address">The address that the service listens on.</param>
    public IReadOnlyList<string> Problems(IPAddress address)
    {
        var problems = new List<string>();
        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(5))
            problems.Add($"Auth:ClockSkew is {ClockSkew:c}; allowed are 00:00:00 to 00:05:00.");
        if (IsOn)
        {
            problems.AddRange(KeyProblems());
        }
        else if (Mode != AuthMode.Off)
        {
            problems.Add($"Auth:Mode is {Mode}; allowed are Off and Jwt.");
        }
        else if (!IPAddress.IsLoopback(address) && !AllowAnonymousOnNetwork)
        {
            problems.Add(
                $"Auth:Mode is Off and Address is {address}; allowed without tokens are loopback addresses. Set Auth:Mode=Jwt with a "
                + "key, or Auth:AllowAnonymousOnNetwork=true, which lets everybody who reaches the address read, post events and "
                + "acknowledge alerts.");
        }

        return problems;
    }

    private List<string> KeyProblems()
    {
        var problems = new List<string>();
        string?[] sources = [Authority, KeyFile, PublicKeyFile, JwksFile];
        var given = sources.Count(static s => !string.IsNullOrWhiteSpace(s));
        if (given != 1)
        {
            problems.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Auth:Mode is Jwt and {given} of Auth:Authority, Auth:KeyFile, Auth:PublicKeyFile and Auth:JwksFile are set; "
                + $"allowed is exactly one."));
        }

        if (string.IsNullOrWhiteSpace(Audience))
            problems.Add("Auth:Audience is empty; set it to the aud of the tokens for this service.");
        if (problems.Count > 0)
            return problems;
        if (!string.IsNullOrWhiteSpace(Authority) && !IsAuthority(Authority))
            problems.Add($"Auth:Authority is {Authority}; allowed are https addresses, and http addresses of this machine.");
        try
        {
            TokenKeys.Load(this);
            if (!string.IsNullOrWhiteSpace(TicketKeyFile))
                TokenKeys.ReadSecret(TicketKeyFile, "Auth:TicketKeyFile");
        }
        catch (TokenKeyException e)
        {
            problems.Add(e.Message);
        }

        return problems;
    }

    private static bool IsAuthority(string address)
        => Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
