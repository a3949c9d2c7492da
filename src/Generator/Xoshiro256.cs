using System.Numerics;

namespace StreamPulse.Generator;

/// <summary>
/// xoshiro256**, D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021); its state is filled
/// by <see cref="SplitMix64"/>, as they advise. Written out here because the framework's generators may change between versions.
/// </summary>
internal struct Xoshiro256
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public Xoshiro256(ulong seed)
    {
        var filler = new SplitMix64(seed);
        _s0 = filler.Next();
        _s1 = filler.Next();
        _s2 = filler.Next();
        _s3 = filler.Next();
    }

    /// <summary>A generator whose state is given, for comparison with published outputs.</summary>
    public Xoshiro256(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Uniform in 0 .. bound - 1 by multiplying and taking the high half; the bias is below bound / 2^64, far under what any number of
    /// events could show. Costs one draw always, so that draws of different options stay aligned.
    /// </summary>
    public ulong NextBelow(ulong bound) => Math.BigMul(NextUInt64(), bound, out _);
}
