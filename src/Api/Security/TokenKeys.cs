using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace StreamPulse.Api.Security;

/// <summary>
/// The keys of a file, and the algorithms allowed with them. The two belong together: a verifier that let the token choose the algorithm
/// would accept a public key as an HS256 secret (RFC 8725, section 2.1).
/// </summary>
internal sealed record TokenKeys(IReadOnlyList<SecurityKey> Keys, IReadOnlyList<string> Algorithms)
{
    public const int LeastSecretBytes = 32;
    private const int LeastRsaBits = 2048;

    /// <summary>Algorithms with a public key.</summary>
    public static readonly IReadOnlyList<string> Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Reads the configured file; no keys if an authority publishes them.</summary>
    /// <exception cref="TokenKeyException">The file cannot be used.</exception>
    public static TokenKeys Load(AuthOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.KeyFile))
            return new TokenKeys([new SymmetricSecurityKey(ReadSecret(options.KeyFile))], [SecurityAlgorithms.HmacSha256]);
        if (!string.IsNullOrWhiteSpace(options.PublicKeyFile))
            return new TokenKeys([ReadPem(options.PublicKeyFile)], Asymmetric);
        return new TokenKeys(string.IsNullOrWhiteSpace(options.JwksFile) ? [] : ReadKeySet(options.JwksFile), Asymmetric);
    }

    /// <summary>The secret of a file, without trailing white space.</summary>
    /// <exception cref="TokenKeyException">It cannot be read or is too short.</exception>
    public static byte[] ReadSecret(string path, string setting = "Auth:KeyFile")
    {
        var secret = Read(setting, path, File.ReadAllBytes).AsSpan().TrimEnd(" \t\r\n"u8).ToArray();
        return secret.Length >= LeastSecretBytes
            ? secret
            : throw new TokenKeyException(string.Create(
                CultureInfo.InvariantCulture,
                $"{setting} {path} has {secret.Length} bytes; allowed are at least {LeastSecretBytes}. "
                + $"Create a key with ./streampulse token --new-key FILE."));
    }

    private static SecurityKey ReadPem(string path)
    {
        const string Setting = "Auth:PublicKeyFile";
        var pem = Read(Setting, path, File.ReadAllText);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new TokenKeyException(
                $"{Setting} {path} contains a private key; allowed is a public key. This service must not be able to create tokens.");
        }

        if (TryImport(RSA.Create(), pem) is { } rsa)
        {
            return rsa.KeySize >= LeastRsaBits
                ? new RsaSecurityKey(rsa)
                : throw new TokenKeyException(FormattableString.Invariant(
                    $"{Setting} {path} is an RSA key of {rsa.KeySize} bits; allowed are at least {LeastRsaBits}."));
        }

        return TryImport(ECDsa.Create(), pem) is { } curve
            ? new ECDsaSecurityKey(curve)
            : throw new TokenKeyException($"{Setting} {path} cannot be read; allowed is a public key, RSA or EC, in PEM.");
    }

    private static T? TryImport<T>(T key, string pem) where T : AsymmetricAlgorithm
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private static List<SecurityKey> ReadKeySet(string path)
    {
        const string Setting = "Auth:JwksFile";
        var json = Read(Setting, path, File.ReadAllText);
        try
        {
            var keys = new JsonWebKeySet(json).GetSigningKeys().Where(static key => key is AsymmetricSecurityKey).ToList();
            return keys.Count > 0
                ? keys
                : throw new TokenKeyException(
                    $"{Setting} {path} has no public key for signatures; allowed is a JSON Web Key Set of RSA or EC keys.");
        }
        catch (ArgumentException e)
        {
            throw new TokenKeyException($"{Setting} {path} cannot be read; allowed is a JSON Web Key Set.", e);
        }
    }

    private static T Read<T>(string setting, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TokenKeyException($"{setting} is {path}, which cannot be read: {e.Message}", e);
        }
    }
}
