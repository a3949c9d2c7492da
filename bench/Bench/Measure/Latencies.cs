namespace StreamPulse.Bench.Measure;

/// <summary>Latencies, each standing for a number of events. Not thread-safe.</summary>
internal sealed class Latencies
{
    private readonly List<(TimeSpan Value, long Weight)> _values = [];

    /// <summary>Events together.</summary>
    public long Weight { get; private set; }

    public void Add(TimeSpan value, long weight = 1)
    {
        _values.Add((value, weight));
        Weight += weight;
    }

    /// <summary>Percentiles and the highest value; null of nothing.</summary>
    public LatencyFigures? Figures()
    {
        if (_values.Count == 0)
            return null;
        _values.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        return new LatencyFigures(At(0.5), At(0.9), At(0.99), At(0.999), _values[^1].Value.TotalMilliseconds, Weight, _values.Count);
    }

    /// <summary>The same on one line.</summary>
    public string Describe() => LatencyFigures.Describe(Figures());

    /// <summary>The lowest latency that at least the share <paramref name="q"/> does not exceed, in milliseconds.</summary>
    private double At(double q)
    {
        var wanted = q * Weight;
        double passed = 0;
        foreach (var (value, weight) in _values)
        {
            passed += weight;
            if (passed >= wanted)
                return value.TotalMilliseconds;
        }

        return _values[^1].Value.TotalMilliseconds;
    }
}
