using System.Net;
using System.Security.Cryptography;
using StreamPulse.Api.Security;
using StreamPulse.Api.Tests.Hosting;

namespace StreamPulse.Api.Tests.Security;

/// <summary>What of the settings is refused, and in which words.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly TestTokens _tokens = new();

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("192.0.2.1", false)]
    public void Without_tokens_only_this_machine_is_served(string address, bool isAllowed)
    {
        var problems = new AuthOptions().Problems(IPAddress.Parse(address));

        Assert.Equal(isAllowed, problems.Count == 0);
        if (!isAllowed)
        {
            Assert.StartsWith(
                $"Auth:Mode is Off and Address is {address}; allowed without tokens are loopback addresses.", problems.Single(),
                StringComparison.Ordinal);
        }

        Assert.Empty(new AuthOptions { AllowAnonymousOnNetwork = true }.Problems(IPAddress.Parse(address)));
        Assert.Empty(_tokens.Auth.Problems(IPAddress.Parse(address)));
    }

    [Fact]
    public void Exactly_one_source_of_keys_is_needed()
    {
        Assert.Contains("0 of Auth:Authority", Only(new AuthOptions { Mode = AuthMode.Jwt }), StringComparison.Ordinal);
        Assert.Contains("2 of Auth:Authority", Only(_tokens.Auth with { Authority = "https://issuer.example" }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_cannot_be_used_is_named_without_what_is_in_it()
    {
        var shortKey = _tokens.Write("short", "hunter2-hunter2-hunter2-hunter2\n");
        Assert.Equal(
            $"Auth:KeyFile {shortKey} has 31 bytes; allowed are at least 32. Create a key with ./streampulse token --new-key FILE.",
            Only(new AuthOptions { Mode = AuthMode.Jwt, KeyFile = shortKey }));
        Assert.Contains(
            "cannot be read", Only(new AuthOptions { Mode = AuthMode.Jwt, KeyFile = shortKey + "-not-there" }), StringComparison.Ordinal);
        using var rsa = RSA.Create(2048);
        using var small = RSA.Create(1024);
        Assert.Contains("private key", Pem(rsa.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.Contains("1024 bits", Pem(small.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Pem("nonsense"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Jwks("nonsense"), StringComparison.Ordinal);
        Assert.Contains("no public key", Jwks("""{"keys":[]}"""), StringComparison.Ordinal);

        string Pem(string text) => Only(new AuthOptions { Mode = AuthMode.Jwt, PublicKeyFile = _tokens.Write("pem", text) });
        string Jwks(string text) => Only(new AuthOptions { Mode = AuthMode.Jwt, JwksFile = _tokens.Write("jwks", text) });
    }

    [Theory]
    [InlineData("http://issuer.example")]
    [InlineData("issuer.example")]
    [InlineData("ftp://issuer.example")]
    public void An_authority_is_asked_by_https(string authority)
        => Assert.Equal(
            $"Auth:Authority is {authority}; allowed are https addresses, and http addresses of this machine.",
            Only(new AuthOptions { Mode = AuthMode.Jwt, Authority = authority }));

    [Fact]
    public void Clocks_may_differ_by_minutes_only()
        => Assert.Equal(
            "Auth:ClockSkew is 00:10:00; allowed are 00:00:00 to 00:05:00.",
            Only(_tokens.Auth with { ClockSkew = TimeSpan.FromMinutes(10) }));

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example")]
    [InlineData("https://a.example/path")]
    [InlineData("a.example")]
    [InlineData("null")]
    public void An_origin_is_one_origin(string origin)
        => Assert.StartsWith(
            $"Cors:Origins has {origin}; allowed are origins",
            Assert.Single(new CorsOptions { Origins = [origin, "https://a.example:8443"] }.Problems()), StringComparison.Ordinal);

    [Fact]
    public void A_new_key_is_its_owner_s_alone_and_replaces_nothing()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_tokens.KeyFile));
        Assert.Throws<IOException>(() => TokenIssuer.CreateKey(_tokens.KeyFile));
    }

    public void Dispose() => _tokens.Dispose();

    private static string Only(AuthOptions options) => Assert.Single(options.Problems(IPAddress.Any));
}
