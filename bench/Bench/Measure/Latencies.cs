using System.Globalization;

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

    /// <summary>Percentiles in milliseconds, the highest value, and how many there are.</summary>
    public string Describe()
    {
        if (_values.Count == 0)
            return "none";
        _values.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {At(0.5):F1} ms, p90 {At(0.9):F1} ms, p99 {At(0.99):F1} ms, p99.9 {At(0.999):F1} ms, max {_values[^1].Value.TotalMilliseconds:F1} ms ({Weight:N0} in {_values.Count:N0} samples)");
    }

    /// <summary>The least latency that at least the share <paramref name="q"/> does not exceed.</summary>
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
