using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// The counts of a <see cref="QuantileSketch"/> as a struct that lies within its owner (as <see cref="HyperLogLogCells"/> do). A copy
/// shares its array: <see cref="Clone"/> it.
/// </summary>
internal struct QuantileCells
{
    /// <summary>With more distinct buckets than this a dense array is better.</summary>
    private const int MaxSparse = 96;

    /// <summary>Room on either side when the dense array has to grow.</summary>
    private const int Slack = 8;

    private const int CountBits = 20;
    private const uint MaxSparseCount = (1u << CountBits) - 1;

    /// <summary>Sparse: bucket from bit 20 on, its count below. Dense: counts of 64 bits from bucket DenseOrigin on.</summary>
    private SketchCells _cells;

    /// <summary>Whether nothing was added.</summary>
    public readonly bool IsEmpty => !_cells.IsDense && _cells.ReadEntries.IsEmpty;

    /// <summary>Number of values added.</summary>
    /// <exception cref="OverflowException">It passes 2^63.</exception>
    public readonly long Count
    {
        get
        {
            long count = 0;
            foreach (var (_, ofBucket) in Counts)
                count = checked(count + ofBucket);
            return count;
        }
    }

    /// <summary>Buckets that hold values.</summary>
    [UnscopedRef]
    public readonly QuantileSketchCounts Counts
        => _cells.IsDense ? new(DenseCounts, _cells.DenseOrigin) : new(_cells.ReadEntries, CountBits);

    private readonly Span<long> DenseCounts => MemoryMarshal.Cast<byte, long>(_cells.Dense.AsSpan());

    /// <summary>Adds one value by its bucket.</summary>
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
    public void Merge(in QuantileCells other)
    {
        if (!_cells.IsDense && _cells.Entries.IsEmpty)
        {
            _cells = other._cells.Clone();
            return;
        }

        if (!_cells.IsDense && !other._cells.IsDense && TryMergeSparse(other._cells.ReadEntries))
            return;

        // Also right for a sketch and itself: every count is read before it is added to.
        foreach (var (bucket, count) in other.Counts)
            Add(bucket, count);
    }

    /// <summary>
    /// Several quantiles, ascending, in one pass; as <see cref="QuantileSketch.Quantile"/> gives them one by one. Nothing is written when
    /// there are no values.
    /// </summary>
    /// <returns>Whether there are values.</returns>
    public readonly bool TryQuantiles(ReadOnlySpan<double> ascending, Span<double> values)
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

    /// <summary>
    /// The value that has <paramref name="rank"/> values before it in ascending order, within
    /// <see cref="QuantileSketch.RelativeAccuracy"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is not from 0 to <see cref="Count"/> - 1.</exception>
    public readonly double ValueAt(long rank)
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
    public readonly QuantileCells Clone() => new() { _cells = _cells.Clone() };

    /// <summary>Appends the sketch in canonical form: about 2 bytes per distinct bucket and 1 more.</summary>
    public readonly void Write(IBufferWriter<byte> output) => QuantileSketchCodec.Write(output, Counts);

    /// <summary>Reads what <see cref="Write"/> wrote and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in canonical form.</exception>
    public static QuantileCells Read(ref ReadOnlySpan<byte> input)
    {
        var cells = default(QuantileCells);
        QuantileSketchCodec.Read(ref input, ref cells);
        return cells;
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

    /// <summary>Both are ascending, so one pass over both makes the result. Only where the result is sparse.</summary>
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
        var last = bucket < oldFirst ? oldFirst + old.Length - 1 : Math.Min(bucket + Slack, QuantileSketch.BucketCount - 1);
        var wider = new byte[(last - first + 1) * sizeof(long)];
        old.CopyTo(MemoryMarshal.Cast<byte, long>(wider.AsSpan())[(oldFirst - first)..]);
        _cells.BecomeDense(wider, first);
        return DenseCounts;
    }

    private static void CheckBucket(int bucket)
    {
        if ((uint)bucket >= QuantileSketch.BucketCount)
            throw new ArgumentOutOfRangeException(nameof(bucket), bucket, $"Buckets are from 0 to {QuantileSketch.BucketCount - 1}.");
    }
}
