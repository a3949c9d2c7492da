namespace StreamPulse.Generator;

/// <summary>
/// SplitMix64: the output mixing of G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA
/// 2014, with the constants of S. Vigna's public-domain implementation (prng.di.unimi.it/splitmix64.c). Whole-number arithmetic
/// modulo 2^64, so the same on any machine.
/// </summary>
internal struct SplitMix64(ulong state)
{
    /// <summary>2^64 divided by the golden ratio, odd.</summary>
    public const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = state;

    public ulong Next() => Mix(_state += Gamma);

    /// <summary>One-to-one on 64-bit numbers.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
