namespace StreamPulse.Api.Stats;

/// <summary>Ratios of sums, rounded half to even as the contract requires.</summary>
internal static class Rates
{
    private const double Healthy = 0.95;
    private const double Degraded = 0.90;

    /// <summary>Successful downloads divided by all, 3 digits; 0 without downloads.</summary>
    public static double Success(long successful, long total) => total == 0 ? 0 : Math.Round((double)successful / total, 3);

    /// <summary>Mean; null without values.</summary>
    public static double? Mean(double sum, long count, int digits) => count == 0 ? null : Math.Round(sum / count, digits);

    /// <summary>
    /// Mean speed in Mbps, 1 digit; 0 without speeds, because clients of the contract format it as a number. Only speeds above 0 are
    /// averaged, so that 0 cannot be taken for a measured one.
    /// </summary>
    public static double MeanSpeed(double sum, long count) => Mean(sum, count, 1) ?? 0;

    /// <summary>A region's health status, from its rate before rounding.</summary>
    public static string HealthStatus(long successful, long total) => ((double)successful / total) switch
    {
        >= Healthy => "healthy",
        >= Degraded => "degraded",
        _ => "critical",
    };
}
