using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Event ids for lines without one: UUIDs of version 8 (RFC 9562). Importing the same input again gives the same ids.
/// </summary>
public sealed class EventIdMaker
{
    private readonly ulong? _fileBits;

    private EventIdMaker(ulong? fileBits) => _fileBits = fileBits;

    /// <summary>For a file: the first 60 bits of its fingerprint, then the line's offset, so no two lines of a file share an id.</summary>
    public static EventIdMaker FromFingerprint(FileFingerprint fingerprint)
        => new(ulong.Parse(fingerprint.Sha256Hex.AsSpan(0, 15), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>
    /// For a stream, whose contents are not known before they are read: 122 bits of the SHA-256 of the line's offset and bytes.
    /// </summary>
    public static EventIdMaker FromContents() => new(null);

    /// <summary>The id of the line that starts at an offset.</summary>
    public string Make(ReadOnlySpan<byte> line, long offset)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (_fileBits is { } fileBits)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, ((fileBits >> 12) << 16) | (fileBits & 0xFFF));
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)offset);
        }
        else
        {
            HashContents(line, offset, bytes);
        }
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private static void HashContents(ReadOnlySpan<byte> line, long offset, Span<byte> bytes)
    {
        const int LineHashBytes = 32;
        Span<byte> keyed = stackalloc byte[sizeof(long) + LineHashBytes];
        BinaryPrimitives.WriteInt64BigEndian(keyed, offset);
        SHA256.HashData(line, keyed[sizeof(long)..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(keyed, hash);
        hash[..16].CopyTo(bytes);
    }
}
