using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StreamPulse.Core.Keys;

/// <summary>
/// Bytes of a key as two 64-bit words. Two keys of the same length, of at most sixteen bytes, are equal when their words are, so that most
/// keys are hashed and compared without a loop and without reading another object.
/// </summary>
/// <param name="Head">
/// By the length of the key: over 16 bytes, the first eight of its last sixteen; 8 to 16, its first eight; 4 to 7, its first four; under 4,
/// all of it.
/// </param>
/// <param name="Tail">From 8 bytes on its last eight; 4 to 7, its last four; under 4, 0. Head and tail may overlap.</param>
internal readonly record struct KeyWords(ulong Head, ulong Tail, int Length)
{
    /// <summary>Most bytes of a key that its words and its length determine.</summary>
    public const int MaxLength = 2 * sizeof(ulong);

    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Another one in each process, so that nobody can prepare keys that collide.</summary>
    private static readonly ulong Seed = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The words of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyWords Of(ReadOnlySpan<byte> utf8)
    {
        ref var first = ref MemoryMarshal.GetReference(utf8);
        var length = utf8.Length;
        if (length >= sizeof(ulong))
        {
            return new KeyWords(
                Load<ulong>(ref first, Math.Max(0, length - MaxLength)), Load<ulong>(ref first, length - sizeof(ulong)), length);
        }

        if (length >= sizeof(uint))
            return new KeyWords(Load<uint>(ref first, 0), Load<uint>(ref first, length - sizeof(uint)), length);
        return new KeyWords(length == 0 ? 0 : ((ulong)utf8[0] << 16) | ((ulong)utf8[length / 2] << 8) | utf8[^1], 0, length);
    }

    /// <summary>
    /// Hash code of the key, the same in this process only. The two words are multiplied, and both halves of the product of 128 bits are
    /// combined by XOR. Of a key over sixteen bytes, what comes before the words goes in first, sixteen bytes at a time.
    /// Source: Wang, Barrus, "wyhash" (https://github.com/wangyi-fudan/wyhash), its function for short keys; written from its description.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int HashOf(ReadOnlySpan<byte> utf8)
    {
        var seed = Length <= MaxLength ? Seed : FoldStart(utf8);
        return (int)Fold(Factor ^ (ulong)Length, Fold(Head ^ Factor, Tail ^ seed));
    }

    private static ulong FoldStart(ReadOnlySpan<byte> utf8)
    {
        ref var first = ref MemoryMarshal.GetReference(utf8);
        var seed = Seed;
        for (var at = 0; at < utf8.Length - MaxLength; at += MaxLength)
            seed = Fold(Load<ulong>(ref first, at) ^ Factor, Load<ulong>(ref first, at + sizeof(ulong)) ^ seed);
        return seed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Load<T>(ref byte first, int at)
        where T : unmanaged
        => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref first, at));
}
