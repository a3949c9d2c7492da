using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StreamPulse.Api.Security;

/// <summary>
/// Creates tokens with the secret that the service verifies them with (HS256), for installations without their own issuer.
/// </summary>
public static class TokenIssuer
{
    private const int SecretBytes = 32;

    /// <summary>A signed token.</summary>
    /// <param name="subject">Name of the holder; recorded at acknowledged alerts, and used for rate limits.</param>
    /// <exception cref="TokenKeyException">No key file is set, or it cannot be used.</exception>
    public static string Create(
        AuthOptions options, string subject, IReadOnlyCollection<string> scopes, TimeSpan lifetime, TimeProvider time)
    {
        if (string.IsNullOrWhiteSpace(options.KeyFile))
        {
            throw new TokenKeyException(
                "Auth:KeyFile is not set; tokens are signed with its secret. Create one with ./streampulse token --new-key FILE. If an "
                + "authority or another key signs the tokens, get them from there.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.IssuerOrDefault,
            Audience = options.Audience,
            IssuedAt = now,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object> { [Caller.SubjectClaim] = subject, ["scope"] = string.Join(' ', scopes) },
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(TokenKeys.ReadSecret(options.KeyFile)), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Writes a random secret to a new file that only its owner can read.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static void CreateKey(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));
    }
}
