using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Interfaces;

/// <summary>
/// Which of the grains of a kind owns a key. Keys are dealt out in shares, so that what concerns many of them travels in few messages, and so that their rows
/// are written on all silos.
/// </summary>
public static class KeyShares
{
    /// <summary>Shares of a kind. All silos must say the same, so it is fixed; it bounds how many silos can write rows of one kind.</summary>
    public const int Count = 64;

    /// <summary>The share that the key belongs to, 0 to <see cref="Count"/> - 1: its XXH64 modulo that number, the same on every machine.</summary>
    public static int Of(Utf8Key key) => (int)((uint)key.GetHashCode() % Count);
}
