using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StreamPulse.Api.Security;

/// <summary>Makes tokens with the secret that the service checks them with (HS256), for those who have no issuer of their own.</summary>
public static class TokenIssuer
{
    private const int SecretBytes = 32;

    /// <summary>A signed token.</summary>
    /// <param name="subject">Whom it names; shown where alerts are acknowledged, and what limits count by.</param>
    /// <exception cref="TokenKeyException">No key file is set, or it cannot be used.</exception>
    public static string Create(AuthOptions options, string subject, IReadOnlyCollection<string> scopes, TimeSpan lifetime, TimeProvider time)
    {
        if (string.IsNullOrWhiteSpace(options.KeyFile))
            throw new TokenKeyException("Auth:KeyFile is not set; tokens are made with its secret. ./streampulse token --new-key FILE makes one. Where an authority or another key signs, tokens come from there.");
        var now = time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.IssuerOrDefault,
            Audience = options.Audience,
            IssuedAt = now,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object> { [Caller.SubjectClaim] = subject, ["scope"] = string.Join(' ', scopes) },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(TokenKeys.ReadSecret(options.KeyFile)), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Writes a new random secret to a file that is not there yet and that its owner alone can read.</summary>
    /// <exception cref="IOException">The file is there, or cannot be written.</exception>
    public static void CreateKey(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));
    }
}
