using System.Buffers;
using System.Runtime.InteropServices;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Quantiles of values from 0 on, by DDSketch: a histogram in buckets of constant relative width, which never collapses.
/// <para>
/// Guarantee: for values of which the wanted one, x, lies in [2^-30, 2^31), <see cref="Quantile"/> answers y with
/// |y - x| &lt;= 0.01 x. For x = 0 it answers 0 exactly; for 0 &lt; x &lt; 2^-30 it answers 0; for x >= 2^31 it answers a value within 1 % of 2^31.
/// </para>
/// <para>
/// The answers and the bytes of <see cref="Write"/> depend on the added values alone, not on order or how sketches were merged. Merging adds
/// counts: associative and commutative, an empty sketch is the identity.
/// </para>
/// <para>
/// Memory: 40 bytes for up to 3 distinct buckets, then 64 + 4 per distinct bucket (and up to half as much again of spare room) up to 96,
/// then 8 per bucket between the lowest and the highest: about 1.9 kB when values spread over a factor of 100, 17 kB at the very most (2,116
/// buckets; 1,732 reach 1e6, as speeds do). Not thread-safe.
/// </para>
/// Source: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", PVLDB 12(12), 2019.
/// </summary>
public sealed class QuantileSketch
{
    /// <summary>Highest relative error of a quantile.</summary>
    public const double RelativeAccuracy = 0.01;

    /// <summary>Number of buckets.</summary>
    public const int BucketCount = QuantileBuckets.Count;

    /// <summary>More distinct buckets than this, and a dense array is the better one.</summary>
    private const int MaxSparse = 96;

    /// <summary>Room on either side when the dense array has to grow.</summary>
    private const int Slack = 8;

    private const int CountBits = 20;
    private const uint MaxSparseCount = (1u << CountBits) - 1;

    /// <summary>Sparse: bucket from bit 20 on, its count below. Dense: counts of 64 bits from bucket DenseOrigin on.</summary>
    private SketchCells _cells;

    /// <summary>Number of values added.</summary>
    /// <exception cref="OverflowException">It passes 2^63.</exception>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (var (_, ofBucket) in Counts)
                count = checked(count + ofBucket);
            return count;
        }
    }

    internal QuantileSketchCounts Counts => _cells.IsDense ? new(DenseCounts, _cells.DenseOrigin) : new(_cells.Entries, CountBits);

    private Span<long> DenseCounts => MemoryMarshal.Cast<byte, long>(_cells.Dense.AsSpan());

    /// <summary>The bucket of a value, to be computed once and added to several sketches; the same on every machine.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public static int BucketOf(double value) => QuantileBuckets.BucketOf(value);

    /// <summary>Adds one value by its <see cref="BucketOf"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bucket.</exception>
    public void Add(int bucket) => Add(bucket, 1);

    /// <summary>Adds <paramref name="count"/> values of one bucket.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bucket, or the count is negative.</exception>
    /// <exception cref="OverflowException">The bucket's count passes 2^63.</exception>
    public void Add(int bucket, long count)
    {
        if (count <= 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            return;
        }

        if (_cells.IsDense)
            AddDense(bucket, count);
        else
            AddSparse(bucket, count);
    }

    /// <summary>Adds everything that was added to the other one, which stays as it is.</summary>
    public void Merge(QuantileSketch other)
    {
        if (!_cells.IsDense && _cells.Entries.IsEmpty)
        {
            _cells = other._cells.Clone();
            return;
        }

        if (!_cells.IsDense && !other._cells.IsDense && TryMergeSparse(other._cells.Entries))
            return;

        // Also right for a sketch and itself: every count is read before it is added to.
        foreach (var (bucket, count) in other.Counts)
            Add(bucket, count);
    }

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
        return count == 0 ? null : ValueAt(Math.Min((long)Math.Floor(q * (count - 1)), count - 1));
    }

    /// <summary>Several quantiles, ascending, in one pass; as <see cref="Quantile"/> gives them one by one. Nothing is written when there are no values.</summary>
    /// <returns>Whether there are values.</returns>
    internal bool TryQuantiles(ReadOnlySpan<double> ascending, Span<double> values)
    {
        var last = Count - 1;
        if (last < 0)
            return false;
        var (next, passed) = (0, 0L);
        foreach (var (bucket, count) in Counts)
        {
            passed += count;
            while (next < ascending.Length && Math.Min((long)Math.Floor(ascending[next] * last), last) < passed)
                values[next++] = QuantileBuckets.ValueOf(bucket);
            if (next == ascending.Length)
                break;
        }

        return true;
    }

    /// <summary>The value that has <paramref name="rank"/> values before it in ascending order, within <see cref="RelativeAccuracy"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is not from 0 to <see cref="Count"/> - 1.</exception>
    public double ValueAt(long rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        var left = rank;
        foreach (var (bucket, count) in Counts)
        {
            left -= count;
            if (left < 0)
                return QuantileBuckets.ValueOf(bucket);
        }

        throw new ArgumentOutOfRangeException(nameof(rank), rank, "There are not that many values.");
    }

    /// <summary>An independent copy.</summary>
    public QuantileSketch Clone() => new() { _cells = _cells.Clone() };

    /// <summary>Appends the sketch's one form: about 2 bytes per distinct bucket and 1 more.</summary>
    public void Write(IBufferWriter<byte> output) => QuantileSketchCodec.Write(output, Counts);

    /// <summary>Reads what <see cref="Write"/> wrote and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in its one form.</exception>
    public static QuantileSketch Read(ref ReadOnlySpan<byte> input)
    {
        var sketch = new QuantileSketch();
        QuantileSketchCodec.Read(ref input, sketch);
        return sketch;
    }

    private void AddSparse(int bucket, long count)
    {
        var entries = _cells.Entries;
        var at = SketchCells.LowerBound(entries, (uint)bucket << CountBits);
        var known = at < entries.Length && entries[at] >> CountBits == (uint)bucket;
        var total = count + (known ? entries[at] & MaxSparseCount : 0);
        if (total is > MaxSparseCount or < 0 || (!known && entries.Length == MaxSparse))
        {
            Densify(bucket);
            AddDense(bucket, count);
        }
        else if (known)
        {
            entries[at] += (uint)count;
        }
        else
        {
            CheckBucket(bucket);
            _cells.Insert(at, ((uint)bucket << CountBits) | (uint)count);
        }
    }

    /// <summary>Both are ascending, so one pass over both makes the result. Not where it would not be sparse.</summary>
    private bool TryMergeSparse(ReadOnlySpan<uint> theirs)
    {
        ReadOnlySpan<uint> mine = _cells.Entries;
        if (mine.Length + theirs.Length > MaxSparse)
            return false;
        Span<uint> merged = stackalloc uint[MaxSparse];
        var (count, at) = (0, 0);
        foreach (var entry in theirs)
        {
            while (at < mine.Length && mine[at] >> CountBits < entry >> CountBits)
                merged[count++] = mine[at++];
            var known = at < mine.Length && mine[at] >> CountBits == entry >> CountBits ? mine[at++] & MaxSparseCount : 0;
            if ((entry & MaxSparseCount) + known > MaxSparseCount)
                return false;
            merged[count++] = entry + known;
        }

        mine[at..].CopyTo(merged[count..]);
        _cells.Replace(merged[..(count + mine.Length - at)]);
        return true;
    }

    private void AddDense(int bucket, long count)
    {
        var counts = DenseCounts;
        var at = bucket - _cells.DenseOrigin;
        if ((uint)at >= (uint)counts.Length)
        {
            CheckBucket(bucket);
            counts = Widen(bucket);
            at = bucket - _cells.DenseOrigin;
        }

        counts[at] = checked(counts[at] + count);
    }

    private void Densify(int bucket)
    {
        CheckBucket(bucket);
        var old = _cells.Entries.ToArray();
        var first = old.Length == 0 ? bucket : Math.Min(bucket, (int)(old[0] >> CountBits));
        var last = old.Length == 0 ? bucket : Math.Max(bucket, (int)(old[^1] >> CountBits));
        _cells.BecomeDense(new byte[(last - first + 1) * sizeof(long)], first);
        foreach (var entry in old)
            DenseCounts[(int)(entry >> CountBits) - first] = entry & MaxSparseCount;
    }

    /// <summary>Makes the dense array reach the bucket, and some further in its direction.</summary>
    private Span<long> Widen(int bucket)
    {
        var old = DenseCounts;
        var oldFirst = _cells.DenseOrigin;
        var first = bucket < oldFirst ? Math.Max(bucket - Slack, 0) : oldFirst;
        var last = bucket < oldFirst ? oldFirst + old.Length - 1 : Math.Min(bucket + Slack, BucketCount - 1);
        var wider = new byte[(last - first + 1) * sizeof(long)];
        old.CopyTo(MemoryMarshal.Cast<byte, long>(wider.AsSpan())[(oldFirst - first)..]);
        _cells.BecomeDense(wider, first);
        return DenseCounts;
    }

    private static void CheckBucket(int bucket)
    {
        if ((uint)bucket >= BucketCount)
            throw new ArgumentOutOfRangeException(nameof(bucket), bucket, $"Buckets are from 0 to {BucketCount - 1}.");
    }
}
