namespace StreamPulse.Import.Tests.Generator;

/// <summary>Pearson's test of counts against shares.</summary>
internal static class ChiSquare
{
    /// <summary>
    /// Fails where the statistic is above its 99.99 % quantile, by Wilson and Hilferty's approximation (PNAS 17, 1931). Seeds are fixed
    /// in tests, so the answer never changes by chance.
    /// </summary>
    public static void AssertFits(IReadOnlyList<long> counts, IReadOnlyList<double> weights)
    {
        var total = counts.Sum();
        var weightSum = weights.Sum();
        var statistic = 0.0;
        var categories = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            var expected = total * weights[i] / weightSum;
            if (expected == 0)
                continue;
            categories++;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        const double NormalQuantile = 3.719;
        var freedom = categories - 1.0;
        var spread = 2 / (9 * freedom);
        var bound = freedom * Math.Pow(1 - spread + NormalQuantile * Math.Sqrt(spread), 3);
        Assert.True(statistic <= bound, FormattableString.Invariant(
            $"chi-square {statistic:F1} with {freedom} degrees of freedom is above {bound:F1}: counts {string.Join(", ", counts)}"));
    }
}
