using System.Runtime.CompilerServices;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// The buckets of <see cref="QuantileSketch"/>. Bucket 0 holds zero and what is below 2^-30 (about 1e-9); bucket i from 1 on holds
/// [2^-30 γ^(i-1), 2^-30 γ^i) with γ = 1.0202, so that one value stands for all of a bucket with a relative error of at most
/// (γ - 1) / (γ + 1) &lt; 0.01. 2,115 of them reach 2^31 (above any 32-bit integer); larger values go into the last one.
/// <para>
/// Bounds come from repeated multiplication, and a value finds its bucket by table and comparison, without a logarithm: the mantissa's
/// first six bits cut each power of two into 64 intervals, none wider than 65/64 &lt; γ, so that each holds at most one bound. Only
/// operations that IEEE 754 rounds alike everywhere are used, so a value has the same bucket on every machine.
/// </para>
/// Source of the buckets: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees",
/// PVLDB 12(12), 2019, section 2.1.
/// </summary>
internal static class QuantileBuckets
{
    /// <summary>Ratio of a bucket's bounds; a little under (1 + 0.01) / (1 - 0.01), so that rounding cannot break the guarantee.</summary>
    public const double Gamma = 1.0202;

    /// <summary>2^-30: below it a value counts as zero.</summary>
    public const double MinValue = 1.0 / (1 << 30);

    /// <summary>2^31: from it on the guarantee ends.</summary>
    public const double MaxValue = 1L << 31;

    /// <summary>Number of buckets, the one of zero included.</summary>
    public const int Count = 1 + 2115;

    private const int IntervalBits = 6;
    private const int IntervalShift = 52 - IntervalBits;
    private const int FirstInterval = (1023 - 30) << IntervalBits;
    private const int IntervalCount = 61 << IntervalBits;

    /// <summary>Bucket i holds [UpperBounds[i - 1], UpperBounds[i]).</summary>
    private static readonly double[] UpperBounds = MakeUpperBounds();

    /// <summary>Bucket of each interval's first value.</summary>
    private static readonly short[] BucketOfInterval = MakeBucketOfInterval();

    /// <summary>Number of the bucket that holds the value, from 0 to <see cref="Count"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BucketOf(double value)
    {
        if (value is >= MinValue and < MaxValue)
        {
            int bucket = BucketOfInterval[(int)(BitConverter.DoubleToInt64Bits(value) >> IntervalShift) - FirstInterval];
            return value < UpperBounds[bucket] ? bucket : bucket + 1;
        }

        return BucketOfOutlier(value);
    }

    /// <summary>The value whose relative distance to both bounds of the bucket is the same; 0 for bucket 0.</summary>
    public static double ValueOf(int bucket)
    {
        if (bucket == 0)
            return 0;
        var low = UpperBounds[bucket - 1];
        var high = UpperBounds[bucket];
        return 2 * low * high / (low + high);
    }

    private static int BucketOfOutlier(double value)
    {
        if (value is not >= 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "Values of a quantile sketch are numbers of at least 0.");
        return value < MinValue ? 0 : Count - 1;
    }

    private static double[] MakeUpperBounds()
    {
        var bounds = new double[Count];
        bounds[0] = MinValue;
        for (var i = 1; i < Count; i++)
            bounds[i] = bounds[i - 1] * Gamma;
        return bounds;
    }

    private static short[] MakeBucketOfInterval()
    {
        var buckets = new short[IntervalCount];
        short bucket = 0;
        for (var i = 0; i < IntervalCount; i++)
        {
            var first = BitConverter.Int64BitsToDouble((long)(FirstInterval + i) << IntervalShift);
            while (first >= UpperBounds[bucket])
                bucket++;
            buckets[i] = bucket;
        }

        return buckets;
    }
}
