namespace StreamPulse.Core.Sketches;

/// <summary>
/// The buckets of a <see cref="QuantileSketch"/> that hold values, ascending, with their counts; the same in both of its forms.
/// </summary>
internal ref struct QuantileSketchCounts
{
    private readonly ReadOnlySpan<uint> _entries;
    private readonly ReadOnlySpan<long> _counts;
    private readonly int _origin;
    private readonly int _countBits;
    private int _next;

    /// <summary>Over sparse entries: bucket from bit <paramref name="countBits"/> on, count below.</summary>
    public QuantileSketchCounts(ReadOnlySpan<uint> entries, int countBits)
    {
        _entries = entries;
        _countBits = countBits;
    }

    /// <summary>Over dense counts, the first of which is of bucket <paramref name="origin"/>.</summary>
    public QuantileSketchCounts(ReadOnlySpan<long> counts, short origin)
    {
        _counts = counts;
        _origin = origin;
    }

    public (int Bucket, long Count) Current { get; private set; }

    public readonly QuantileSketchCounts GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next < _entries.Length)
        {
            var entry = _entries[_next++];
            Current = ((int)(entry >> _countBits), entry & ((1u << _countBits) - 1));
            return true;
        }

        while (_next < _counts.Length)
        {
            var count = _counts[_next++];
            if (count == 0)
                continue;
            Current = (_origin + _next - 1, count);
            return true;
        }

        return false;
    }
}
