using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.PublicInputs;

/// <summary>Packs contents with gzip as programs do, and damages the result as disks and networks do.</summary>
internal static class Packing
{
    private const int TrailerBytes = 8;

    public static byte[] Apply(string packing, byte[] contents)
    {
        var whole = packing.Length == 0 ? contents : TemporaryFile.Gzip(contents);
        return packing switch
        {
            "" => contents,
            "gzip" => whole,
            "members" => [.. Lines(contents).SelectMany(static line => TemporaryFile.Gzip(line))],
            "empty" => [.. whole, .. TemporaryFile.Gzip([])],
            "empty-first" => [.. Empty(), .. whole],
            "name" => WithHeader(contents, 0x1E, [2, 0, 7, 7, .. "access.log\0"u8, .. "a comment\0"u8], isChecksumRight: true),
            "header-crc" => WithHeader(contents, 0x02, [], isChecksumRight: false),
            "flags" => WithHeader(contents, 0xE0, [], isChecksumRight: true),
            "pad" => [.. whole, .. new byte[512]],
            "pad-member" => [.. whole, .. new byte[512], .. whole],
            "crc" => Flip(whole, whole.Length - TrailerBytes),
            "size" => Flip(whole, whole.Length - 4),
            "cut" => whole[..^3],
            "cut8" => whole[..^TrailerBytes],
            "tail" => [.. whole, .. "these bytes are no gzip\n"u8],
            "tail1" => [.. whole, (byte)'x'],
            "tail-magic" => [.. whole, 0x1F, 0x8B, 0x08],
            "crc-member" => [.. Flip(whole, whole.Length - TrailerBytes), .. TemporaryFile.Gzip("other\n"u8)],
            "member-tail" => [.. whole, .. whole, .. "tail"u8],
            "head" => [0x1F, 0x8B, 0x08],
            "stored" => Stored(contents),
            _ => throw new ArgumentOutOfRangeException(nameof(packing), packing, "Not a packing."),
        };
    }

    private static IEnumerable<byte[]> Lines(byte[] contents)
    {
        for (var start = 0; start < contents.Length;)
        {
            var end = Array.IndexOf(contents, (byte)'\n', start) + 1;
            yield return contents[start..end];
            start = end;
        }
    }

    /// <summary>A member without contents in its shortest form, whose trailer is all zeros.</summary>
    private static byte[] Empty() => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Stored(byte[] contents)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(contents);
        return packed.ToArray();
    }

    private static byte[] WithHeader(byte[] contents, byte flags, byte[] fields, bool isChecksumRight)
    {
        byte[] header = [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3, .. fields];
        var checksum = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(
            checksum, (ushort)(Crc32.HashToUInt32(header) ^ (isChecksumRight ? 0u : 1u)));
        return [.. header, .. (flags & 2) != 0 ? checksum : [], .. TemporaryFile.Gzip(contents)[10..]];
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        byte[] flipped = [.. bytes];
        flipped[at] ^= 1;
        return flipped;
    }
}
