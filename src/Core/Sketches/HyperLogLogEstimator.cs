namespace StreamPulse.Core.Sketches;

/// <summary>
/// The improved raw estimator: one formula for all cardinalities, without the bias of the original between linear counting and the raw
/// estimate, and without tables of corrections.
/// Source: Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017, arXiv:1702.01284, algorithm 6.
/// Uses the four operations and square roots alone, which IEEE 754 rounds alike on every machine.
/// </summary>
internal static class HyperLogLogEstimator
{
    private const double AlphaInfinity = 0.721347520444481703680; // 1 / (2 ln 2)

    /// <summary>Number of distinct hashes.</summary>
    /// <param name="histogram">How many registers hold each value, from 0 to the highest possible rank.</param>
    /// <param name="registers">Number of registers.</param>
    public static double Estimate(ReadOnlySpan<int> histogram, int registers)
    {
        double m = registers;
        if (histogram[0] == registers)
            return 0;

        var sum = m * Tau((m - histogram[^1]) / m);
        var highest = histogram.Length - 2;
        while (sum == 0 && histogram[highest] == 0 && highest > 1)
            highest--; // halving 0 gives 0
        for (var rank = highest; rank >= 1; rank--)
            sum = 0.5 * (sum + histogram[rank]);
        sum += m * Sigma(histogram[0] / m);
        return AlphaInfinity * m * m / sum;
    }

    /// <summary>x + sum over k >= 1 of x^(2^k) 2^(k-1): registers that were never hit. Defined for 0 &lt;= x &lt; 1.</summary>
    private static double Sigma(double x)
    {
        double weight = 1;
        var sum = x;
        double before;
        do
        {
            x *= x;
            before = sum;
            sum += x * weight;
            weight += weight;
        }
        while (sum != before);
        return sum;
    }

    /// <summary>
    /// (1 - x - sum over k >= 1 of (1 - x^(2^-k))^2 2^-k) / 3: registers at their highest value. Defined for 0 &lt;= x &lt;= 1.
    /// </summary>
    private static double Tau(double x)
    {
        if (x is 0 or 1)
            return 0;

        double weight = 1;
        var sum = 1 - x;
        double before;
        do
        {
            x = Math.Sqrt(x);
            before = sum;
            weight *= 0.5;
            sum -= (1 - x) * (1 - x) * weight;
        }
        while (sum != before);
        return sum / 3;
    }
}
