using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Security;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>A secret in a file, and tokens signed with it or with something else.</summary>
internal sealed class TestTokens : IDisposable
{
    private readonly string _directory = TestDirectory.Create();

    public TestTokens() => TokenIssuer.CreateKey(KeyFile);

    public string KeyFile => Path.Combine(_directory, "key");

    public AuthOptions Auth => new() { Mode = AuthMode.Jwt, KeyFile = KeyFile };

    public SecurityOptions Security => new(Auth, new CorsOptions(), new RateLimitOptions());

    /// <summary>Writes a file beside the key.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A good token at the hosts' time.</summary>
    public string Create(params string[] scopes)
        => TokenIssuer.Create(Auth, "tester", scopes, TimeSpan.FromHours(1), new FixedTime(Seed.Now));

    /// <summary>A token with one thing other than in a good one.</summary>
    public string Create(
        DateTimeOffset? expires = null, DateTimeOffset? notBefore = null, string audience = "streampulse", string issuer = "streampulse",
        SecurityKey? key = null, string algorithm = SecurityAlgorithms.HmacSha256, string? scope = "admin",
        Dictionary<string, object>? claims = null, Dictionary<string, object>? header = null)
        => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = notBefore?.UtcDateTime,
            Expires = (expires ?? Seed.Now.AddHours(1)).UtcDateTime,
            Claims = claims ?? new Dictionary<string, object> { ["sub"] = "tester", ["scope"] = scope! },
            AdditionalHeaderClaims = header,
            SigningCredentials = new SigningCredentials(key ?? Secret(), algorithm),
        });

    /// <summary>A token that says of itself that it needs no signature.</summary>
    public static string Unsigned()
    {
        var expires = Seed.Now.AddHours(1).ToUnixTimeSeconds();
        var payload = $$"""{"iss":"streampulse","aud":"streampulse","exp":{{expires}},"sub":"tester","scope":"admin"}""";
        return Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""") + "." + Base64UrlEncoder.Encode(payload) + ".";
    }

    /// <summary>The secret of somebody else.</summary>
    public static SymmetricSecurityKey OtherSecret() => new(RandomNumberGenerator.GetBytes(32));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private SymmetricSecurityKey Secret() => new(System.Text.Encoding.ASCII.GetBytes(File.ReadAllText(KeyFile).Trim()));
}
