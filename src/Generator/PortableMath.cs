namespace StreamPulse.Generator;

/// <summary>
/// Powers from IEEE 754 addition, multiplication and division only, which give the same bits on every machine.
/// <see cref="Math.Pow"/> calls the platform's C library and may differ in the last bit between machines.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>1 / k^exponent for k of at least 1 and an exponent of 0 to 10; relative error below 1e-12.</summary>
    public static double InversePower(int k, double exponent) => Exp(-exponent * Log(k));

    /// <summary>
    /// ln(x) for x of at least 1: x = m * 2^n with m in [1, 2), and ln(m) = 2 artanh((m - 1) / (m + 1)) as its power series.
    /// </summary>
    private static double Log(double x)
    {
        var halvings = 0;
        while (x >= 2)
        {
            x /= 2;
            halvings++;
        }
        var t = (x - 1) / (x + 1);
        var square = t * t;
        var power = t;
        var sum = 0.0;
        for (var n = 1; n < 80; n += 2)
        {
            sum += power / n;
            power *= square;
        }
        return 2 * sum + halvings * Ln2;
    }

    /// <summary>e^x for x of at most 0: x = r - n ln 2 with r in [0, ln 2), and e^r as its power series.</summary>
    private static double Exp(double x)
    {
        var halvings = 0;
        while (x < 0)
        {
            x += Ln2;
            halvings++;
        }
        var term = 1.0;
        var sum = 1.0;
        for (var n = 1; n < 30; n++)
        {
            term *= x / n;
            sum += term;
        }
        for (; halvings > 0; halvings--)
            sum /= 2;
        return sum;
    }
}
