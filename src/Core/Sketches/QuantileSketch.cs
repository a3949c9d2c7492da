using System.Buffers;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Quantiles of values from 0 on, by DDSketch: a histogram in buckets of constant relative width, which never collapses.
/// <para>
/// Guarantee: for values of which the wanted one, x, lies in [2^-30, 2^31), <see cref="Quantile"/> answers y with |y - x| &lt;= 0.01 x. For
/// x = 0 it answers 0 exactly; for 0 &lt; x &lt; 2^-30 it answers 0; for x >= 2^31 it answers a value within 1 % of 2^31.
/// </para>
/// <para>
/// The answers and the bytes of <see cref="Write"/> depend on the added values alone, not on order or how sketches were merged. Merging
/// adds counts: associative and commutative, an empty sketch is the identity.
/// </para>
/// <para>
/// Memory: 24 bytes (40 as an object) for up to 3 distinct buckets, then 48 + 4 per distinct bucket (and up to half as much again of spare
/// room) up to 96, then 8 per bucket between the lowest and the highest: about 1.9 kB when values spread over a factor of 100, 17 kB at the
/// very most (2,116 buckets; 1,732 reach 1e6, as speeds do). Not thread-safe.
/// </para>
/// Source: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", PVLDB 12(12), 2019.
/// </summary>
public sealed class QuantileSketch
{
    /// <summary>Highest relative error of a quantile.</summary>
    public const double RelativeAccuracy = 0.01;

    /// <summary>Number of buckets.</summary>
    public const int BucketCount = QuantileBuckets.Count;

    private QuantileCells _cells;

    /// <summary>Number of values added.</summary>
    /// <exception cref="OverflowException">It passes 2^63.</exception>
    public long Count => _cells.Count;

    internal ref readonly QuantileCells Cells => ref _cells;

    /// <summary>The bucket of a value, to be computed once and added to several sketches; the same on every machine.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public static int BucketOf(double value) => QuantileBuckets.BucketOf(value);

    /// <summary>Adds one value by its <see cref="BucketOf"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bucket.</exception>
    public void Add(int bucket) => _cells.Add(bucket, 1);

    /// <summary>Adds <paramref name="count"/> values of one bucket.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bucket, or the count is negative.</exception>
    /// <exception cref="OverflowException">The bucket's count passes 2^63.</exception>
    public void Add(int bucket, long count) => _cells.Add(bucket, count);

    /// <summary>Adds everything that was added to the other one, which stays as it is.</summary>
    public void Merge(QuantileSketch other) => _cells.Merge(other._cells);

    /// <summary>
    /// The lower quantile: the value of rank floor(q (n - 1)) of n in ascending order, counted from 0, within
    /// <see cref="RelativeAccuracy"/>; never an interpolation; null when there is none. In SQL: the element of the sorted array at
    /// floor(q * (n - 1)) + 1, in double precision. (percentile_disc is another one: it takes rank ceil(q n) - 1, of 10 values the last
    /// for 0.95.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not from 0 to 1.</exception>
    public double? Quantile(double q)
    {
        if (q is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(q), q, "A quantile is from 0 to 1.");

        var count = Count;
        return count == 0 ? null : _cells.ValueAt(Math.Min((long)Math.Floor(q * (count - 1)), count - 1));
    }

    /// <summary>
    /// The value that has <paramref name="rank"/> values before it in ascending order, within <see cref="RelativeAccuracy"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is not from 0 to <see cref="Count"/> - 1.</exception>
    public double ValueAt(long rank) => _cells.ValueAt(rank);

    /// <summary>An independent copy.</summary>
    public QuantileSketch Clone() => new() { _cells = _cells.Clone() };

    /// <summary>Appends the sketch in canonical form: about 2 bytes per distinct bucket and 1 more.</summary>
    public void Write(IBufferWriter<byte> output) => _cells.Write(output);

    /// <summary>Reads what <see cref="Write"/> wrote and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in canonical form.</exception>
    public static QuantileSketch Read(ref ReadOnlySpan<byte> input) => new() { _cells = QuantileCells.Read(ref input) };
}
