using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamPulse.Core.Events;

/// <summary>
/// A quick check for the usual text: bytes 1 to 127 alone, so valid UTF-8 and without U+0000. Taken as a signed number, every other byte is
/// 0 or less, and one comparison of sixteen bytes finds both. The last load of a text overlaps the one before.
/// </summary>
internal static class PlainText
{
    /// <summary>Whether all bytes are from 1 to 127. False does not mean that the text is wrong.</summary>
    public static bool Is(ReadOnlySpan<byte> utf8)
    {
        ref var first = ref MemoryMarshal.GetReference(utf8);
        var length = utf8.Length;
        if (length >= Vector128<byte>.Count)
            return IsLong(ref first, length);
        if (length >= sizeof(ulong))
            return IsPlain(Vector128.Create(Load<ulong>(ref first, 0), Load<ulong>(ref first, length - sizeof(ulong))).AsSByte());
        if (length >= sizeof(uint))
        {
            return IsPlain(
                Vector128.Create(Vector64.Create(Load<uint>(ref first, 0), Load<uint>(ref first, length - sizeof(uint)))).AsSByte());
        }

        foreach (var one in utf8)
        {
            if ((sbyte)one <= 0)
                return false;
        }

        return true;
    }

    private static bool IsLong(ref byte first, int length)
    {
        var last = length - Vector128<byte>.Count;
        var least = Load<Vector128<sbyte>>(ref first, last);
        for (var at = 0; at < last; at += Vector128<byte>.Count)
            least = Vector128.Min(least, Load<Vector128<sbyte>>(ref first, at));
        return IsPlain(least);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(Vector128<sbyte> bytes) => Vector128.GreaterThanAll(bytes, Vector128<sbyte>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Load<T>(ref byte first, int at) => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref first, at));
}
