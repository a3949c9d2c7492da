using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace StreamPulse.Import;

/// <summary>
/// Tells whether a file is the same file: its size and the SHA-256 of its contents. A log that has only grown is recognised by its first
/// <see cref="SizeBytes"/> bytes.
/// </summary>
public sealed record FileFingerprint
{
    private const string Prefix = "sha256:";

    private FileFingerprint(string sha256Hex, long sizeBytes) => (Sha256Hex, SizeBytes) = (sha256Hex, sizeBytes);

    /// <summary>SHA-256 of the contents, 64 lower-case hexadecimal digits.</summary>
    public string Sha256Hex { get; }

    /// <summary>Number of bytes that were read.</summary>
    public long SizeBytes { get; }

    /// <summary>Reads the first <paramref name="sizeBytes"/> bytes of a stream from its present place.</summary>
    /// <exception cref="EndOfStreamException">The stream is shorter.</exception>
    public static FileFingerprint Compute(Stream stream, long sizeBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            for (var left = sizeBytes; left > 0;)
            {
                var read = stream.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
                if (read == 0)
                {
                    throw new EndOfStreamException(
                        FormattableString.Invariant($"The file ended {left} bytes before the {sizeBytes} that it should have."));
                }

                hash.AppendData(buffer, 0, read);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return new FileFingerprint(Convert.ToHexStringLower(hash.GetHashAndReset()), sizeBytes);
    }

    /// <summary>The fingerprint of a whole file.</summary>
    /// <exception cref="ImportException">The file cannot be opened.</exception>
    public static FileFingerprint OfFile(string path)
    {
        using var stream = ImportFile.Open(path);
        return Compute(stream, stream.Length);
    }

    /// <summary>True where the file begins with exactly the fingerprinted bytes: it is the same file, which may have grown.</summary>
    /// <exception cref="ImportException">The file cannot be opened.</exception>
    public bool IsBeginningOf(string path)
    {
        using var stream = ImportFile.Open(path);
        return stream.Length >= SizeBytes && Compute(stream, SizeBytes) == this;
    }

    /// <summary><c>sha256:HEX:SIZE</c>; what <see cref="TryParse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Sha256Hex}:{SizeBytes}");

    /// <summary>Reads the form of <see cref="ToString"/>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FileFingerprint? fingerprint)
    {
        fingerprint = null;
        var parts = text?.Split(':');
        if (parts is not ["sha256", { Length: 64 } hex, var sizeText] || hex.AsSpan().ContainsAnyExcept("0123456789abcdef")
            || !long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return false;
        }
        fingerprint = new FileFingerprint(hex, size);
        return true;
    }
}
