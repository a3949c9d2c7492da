namespace StreamPulse.Chaos.Measure;

/// <summary>Percentiles by nearest rank.</summary>
internal static class Percentile
{
    /// <param name="ascending">Values in order.</param>
    /// <param name="q">0 to 1.</param>
    /// <returns>The least value that a share <paramref name="q"/> of all does not exceed; null where there is none.</returns>
    public static double? Of(IReadOnlyList<double> ascending, double q)
        => ascending.Count == 0 ? null : ascending[Math.Max(0, (int)Math.Ceiling(q * ascending.Count) - 1)];
}
