using System.Net;

namespace StreamPulse.Api.Security;

/// <summary>Who may call the API. Keys of the configuration begin with <c>Auth:</c>. No secret is among them: a key is in a file.</summary>
public sealed record AuthOptions
{
    /// <summary>Off lets everybody in who can reach the address, which has to be a loopback one then. Jwt asks for a token.</summary>
    public AuthMode Mode { get; init; } = AuthMode.Off;

    /// <summary>Serve other machines although <see cref="Mode"/> is Off: whoever reaches the address reads everything, posts events and acknowledges alerts.</summary>
    public bool AllowAnonymousOnNetwork { get; init; }

    /// <summary>OpenID Connect issuer whose published keys sign the tokens, an https address; null where a key file is given.</summary>
    public string? Authority { get; init; }

    /// <summary>File with the secret that tokens are signed with (HS256), at least 32 bytes. Who can read it can make tokens.</summary>
    public string? KeyFile { get; init; }

    /// <summary>File with the public key, RSA from 2,048 bits or EC, in PEM.</summary>
    public string? PublicKeyFile { get; init; }

    /// <summary>File with a JSON Web Key Set of public keys; for several keys at once, as while one is being replaced.</summary>
    public string? JwksFile { get; init; }

    /// <summary>What a token's <c>iss</c> has to be. With an authority, null takes the name that it publishes.</summary>
    public string? Issuer { get; init; }

    /// <summary>What a token's <c>aud</c> has to hold, so that a token for another service does not open this one.</summary>
    public string Audience { get; init; } = "streampulse";

    /// <summary>How far the clocks of issuer and service may differ. More lets expired tokens live on for as long.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether tokens are asked for.</summary>
    internal bool IsOn => Mode == AuthMode.Jwt;

    /// <summary>What <c>iss</c> has to be where no authority says so.</summary>
    internal string IssuerOrDefault => string.IsNullOrWhiteSpace(Issuer) ? "streampulse" : Issuer;

    /// <summary>What does not work, one sentence each; empty when all is well. Reads the key file.</summary>
    /// <param name="address">What the service listens on.</param>
    public IReadOnlyList<string> Problems(IPAddress address)
    {
        var problems = new List<string>();
        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(5))
            problems.Add($"Auth:ClockSkew is {ClockSkew:c}; allowed are 00:00:00 to 00:05:00.");
        if (IsOn)
            problems.AddRange(KeyProblems());
        else if (Mode != AuthMode.Off)
            problems.Add($"Auth:Mode is {Mode}; allowed are Off and Jwt.");
        else if (!IPAddress.IsLoopback(address) && !AllowAnonymousOnNetwork)
            problems.Add($"Auth:Mode is Off and Address is {address}; allowed without tokens are loopback addresses. Set Auth:Mode=Jwt with a key, or Auth:AllowAnonymousOnNetwork=true, which lets everybody who reaches the address read, post events and acknowledge alerts.");
        return problems;
    }

    private List<string> KeyProblems()
    {
        var problems = new List<string>();
        string?[] sources = [Authority, KeyFile, PublicKeyFile, JwksFile];
        var given = sources.Count(static s => !string.IsNullOrWhiteSpace(s));
        if (given != 1)
            problems.Add(FormattableString.Invariant($"Auth:Mode is Jwt and {given} of Auth:Authority, Auth:KeyFile, Auth:PublicKeyFile and Auth:JwksFile are set; allowed is exactly one."));
        if (string.IsNullOrWhiteSpace(Audience))
            problems.Add("Auth:Audience is empty; allowed is the word that tokens for this service carry as aud.");
        if (problems.Count > 0)
            return problems;
        if (!string.IsNullOrWhiteSpace(Authority) && !IsAuthority(Authority))
            problems.Add($"Auth:Authority is {Authority}; allowed are https addresses, and http ones of this machine.");
        try
        {
            TokenKeys.Load(this);
        }
        catch (TokenKeyException e)
        {
            problems.Add(e.Message);
        }

        return problems;
    }

    private static bool IsAuthority(string address)
        => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
