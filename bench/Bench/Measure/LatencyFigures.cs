using System.Globalization;

namespace StreamPulse.Bench.Measure;

/// <summary>Percentiles of latencies in milliseconds: the lowest latency that at least that share does not exceed.</summary>
/// <param name="MaxMs">The highest.</param>
/// <param name="Count">How many events, requests or windows they stand for.</param>
/// <param name="Samples">How many were measured; one can stand for several events.</param>
internal sealed record LatencyFigures(double P50Ms, double P90Ms, double P99Ms, double P999Ms, double MaxMs, long Count, int Samples)
{
    /// <summary>On one line; "none" of nothing.</summary>
    public static string Describe(LatencyFigures? figures)
        => figures is null
            ? "none"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"p50 {figures.P50Ms:F1} ms, p90 {figures.P90Ms:F1} ms, p99 {figures.P99Ms:F1} ms, p99.9 {figures.P999Ms:F1} ms, max "
                + $"{figures.MaxMs:F1} ms ({figures.Count:N0} in {figures.Samples:N0} samples)");
}
