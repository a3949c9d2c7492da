using System.Buffers.Binary;
using System.Numerics;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// XXH64, a fast non-cryptographic hash of 64 bits: the same value on every machine, so that what rests on it can be stored and merged.
/// Not safe against deliberately colliding input.
/// Source: Yann Collet, "xxHash fast digest algorithm", version 0.1.1, section "XXH64 Algorithm Description"
/// (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md); written from that text.
/// </summary>
public static class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;
    private const int StripeBytes = 32;

    /// <summary>Hash of the bytes; another <paramref name="seed"/> gives an independent hash.</summary>
    public static ulong Hash(ReadOnlySpan<byte> data, ulong seed = 0)
    {
        var length = (ulong)data.Length;
        var hash = data.Length >= StripeBytes ? ConsumeStripes(ref data, seed) : seed + Prime5;
        return Avalanche(ConsumeTail(hash + length, data));
    }

    /// <summary>Steps 1 to 3: four lanes of eight bytes in parallel, then their convergence; leaves less than a stripe.</summary>
    private static ulong ConsumeStripes(ref ReadOnlySpan<byte> data, ulong seed)
    {
        var lane1 = unchecked(seed + Prime1 + Prime2);
        var lane2 = unchecked(seed + Prime2);
        var lane3 = seed;
        var lane4 = unchecked(seed - Prime1);
        do
        {
            lane1 = Round(lane1, BinaryPrimitives.ReadUInt64LittleEndian(data));
            lane2 = Round(lane2, BinaryPrimitives.ReadUInt64LittleEndian(data[8..]));
            lane3 = Round(lane3, BinaryPrimitives.ReadUInt64LittleEndian(data[16..]));
            lane4 = Round(lane4, BinaryPrimitives.ReadUInt64LittleEndian(data[24..]));
            data = data[StripeBytes..];
        }
        while (data.Length >= StripeBytes);

        var hash = BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7)
            + BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18);
        hash = MergeLane(hash, lane1);
        hash = MergeLane(hash, lane2);
        hash = MergeLane(hash, lane3);
        return MergeLane(hash, lane4);
    }

    /// <summary>Step 5: what is left after the stripes, by eight bytes, by four, and one by one.</summary>
    private static ulong ConsumeTail(ulong hash, ReadOnlySpan<byte> data)
    {
        var at = 0;
        for (; at <= data.Length - 8; at += 8)
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(data[at..]));
            hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
        }

        if (at <= data.Length - 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(data[at..]) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            at += 4;
        }

        for (; at < data.Length; at++)
            hash = BitOperations.RotateLeft(hash ^ (data[at] * Prime5), 11) * Prime1;
        return hash;
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1;

    private static ulong MergeLane(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * Prime1) + Prime4;

    /// <summary>Step 6: every input bit reaches every output bit.</summary>
    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }
}
