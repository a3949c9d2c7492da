namespace StreamPulse.Core.Accumulators;

/// <summary>
/// Sum of speeds that does not depend on the order of its parts: fixed point with 40 binary digits after the point in 128 bits.
/// A single-precision value of at least 2^-17 (0.0000077 Mbit/s) is held exactly; smaller ones are rounded to a multiple of 2^-40.
/// </summary>
public readonly record struct ExactSum(Int128 Units)
{
    /// <summary>2^40: units in 1.</summary>
    public const double UnitsPerOne = 1L << 40;

    /// <summary>Units of one value from 0 to 2^22.</summary>
    public static long UnitsOf(float value) => (long)Math.Round(value * UnitsPerOne, MidpointRounding.ToEven);

    /// <summary>Mean over <paramref name="count"/> values, rounded half away from zero to 6 digits; null for none.</summary>
    public double? Mean(long count)
        => count == 0 ? null : (double)Math.Round((decimal)Units / (1L << 40) / count, 6, MidpointRounding.AwayFromZero);
}
