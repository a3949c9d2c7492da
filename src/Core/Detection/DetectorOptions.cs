namespace StreamPulse.Core.Detection;

/// <summary>
/// Limits of the alert rules. The defaults are those of contract.md; where it gives none, the smallest value that random variation seldom
/// exceeds.
/// </summary>
public sealed record DetectorOptions
{
    /// <summary>The defaults.</summary>
    public static DetectorOptions Default { get; } = new();

    /// <summary>
    /// HIGH_ERROR_RATE and SUSTAINED_ERROR_RATE are raised, and become CRITICAL, only where so many failures had at most this chance if the
    /// region's true rate were at the limit (exact binomial test). So a region that is at the limit has a false alert in at most this share
    /// of its windows: with the default, one or two a day with windows of a minute. With the default limit of 0.90 it takes 4 failures of
    /// 5, 8 of 20, 14 of 50 or 21 of 100; where 3 % fail, the chance of that is at most 4 in a million windows. 1 raises by the limit
    /// alone.
    /// </summary>
    public double MaxFalseAlertChance { get; init; } = 0.001;

    /// <summary>HIGH_ERROR_RATE is evaluated in windows with at least this many downloads.</summary>
    public long HighErrorRateMinDownloads { get; init; } = 5;

    /// <summary>HIGH_ERROR_RATE below this success rate (0 to 1); higher alerts sooner.</summary>
    public double HighErrorRateWarningBelow { get; init; } = 0.90;

    /// <summary>HIGH_ERROR_RATE is CRITICAL below this success rate; at most the one for WARNING.</summary>
    public double HighErrorRateCriticalBelow { get; init; } = 0.85;

    /// <summary>SUSTAINED_ERROR_RATE above this error rate (0 to 1) in each window; lower alerts sooner.</summary>
    public double SustainedErrorRateWarningAbove { get; init; } = 0.10;

    /// <summary>SUSTAINED_ERROR_RATE is CRITICAL above this error rate of those windows together; at least the one for WARNING.</summary>
    public double SustainedErrorRateCriticalAbove { get; init; } = 0.20;

    /// <summary>
    /// SUSTAINED_ERROR_RATE needs this many windows, each starting where the one before ends; more alerts later and less by chance.
    /// </summary>
    public int SustainedWindows { get; init; } = 3;

    /// <summary>For SUSTAINED_ERROR_RATE a window with fewer downloads is not above the limit.</summary>
    public long SustainedMinDownloads { get; init; } = 1;

    /// <summary>SLOW_DOWNLOADS below this share of the trailing mean speed; higher alerts sooner.</summary>
    public double SlowDownloadsBelowShare { get; init; } = 0.5;

    /// <summary>SLOW_DOWNLOADS is raised only by a window with this many measured speeds; 1 lets a single slow download raise it.</summary>
    public long SlowDownloadsMinSamples { get; init; } = 5;

    /// <summary>
    /// SLOW_DOWNLOADS is raised only when the trailing period has this many measured speeds; with fewer, its mean is mostly noise.
    /// </summary>
    public long SlowDownloadsMinTrailingSamples { get; init; } = 25;

    /// <summary>TRAFFIC_DROP below this share of the trailing mean of downloads per window; higher alerts sooner.</summary>
    public double TrafficDropBelowShare { get; init; } = 0.1;

    /// <summary>
    /// TRAFFIC_DROP is raised only where the trailing mean is at least this many downloads per window. With a mean of 5, one window in 148
    /// is empty by chance (Poisson); a lower number causes false alarms in quiet regions, a higher one leaves more of them unwatched.
    /// </summary>
    public double TrafficDropMinTrailingMean { get; init; } = 5;

    /// <summary>
    /// SLOW_DOWNLOADS and TRAFFIC_DROP are raised only when the trailing period has this many windows with data, so not in a region's first
    /// minutes; with windows so large that the period holds fewer of them, these two rules never raise an alert.
    /// </summary>
    public int MinTrailingWindows { get; init; } = 5;

    /// <summary>
    /// How far before a window's start, in event time, its trailing windows may start; longer remembers, and adapts to change, for longer.
    /// </summary>
    public TimeSpan TrailingPeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// An incident is resolved after this many windows without its condition; fewer close sooner and open again more often.
    /// </summary>
    public int ResolveAfterWindows { get; init; } = 3;

    /// <summary>To be called once at start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, its value and the allowed range.</exception>
    public void Validate()
    {
        Require(MaxFalseAlertChance, 0.0, 1.0, nameof(MaxFalseAlertChance));
        Require(HighErrorRateMinDownloads, 1, long.MaxValue, nameof(HighErrorRateMinDownloads));
        Require(HighErrorRateWarningBelow, 0.0, 1.0, nameof(HighErrorRateWarningBelow));
        Require(HighErrorRateCriticalBelow, 0.0, HighErrorRateWarningBelow, nameof(HighErrorRateCriticalBelow));
        Require(SustainedErrorRateWarningAbove, 0.0, 1.0, nameof(SustainedErrorRateWarningAbove));
        Require(SustainedErrorRateCriticalAbove, SustainedErrorRateWarningAbove, 1.0, nameof(SustainedErrorRateCriticalAbove));
        Require(SustainedWindows, 1, 1_000, nameof(SustainedWindows));
        Require(SustainedMinDownloads, 1, long.MaxValue, nameof(SustainedMinDownloads));
        Require(SlowDownloadsBelowShare, 0.0, 1.0, nameof(SlowDownloadsBelowShare));
        Require(SlowDownloadsMinSamples, 1, long.MaxValue, nameof(SlowDownloadsMinSamples));
        Require(SlowDownloadsMinTrailingSamples, 1, long.MaxValue, nameof(SlowDownloadsMinTrailingSamples));
        Require(TrafficDropBelowShare, 0.0, 1.0, nameof(TrafficDropBelowShare));
        Require(TrafficDropMinTrailingMean, 0.0, double.MaxValue, nameof(TrafficDropMinTrailingMean));
        Require(MinTrailingWindows, 1, 1_000_000, nameof(MinTrailingWindows));
        Require(TrailingPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), nameof(TrailingPeriod));
        Require(ResolveAfterWindows, 1, 1_000_000, nameof(ResolveAfterWindows));
    }

    private static void Require<T>(T value, T lowest, T highest, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(lowest) < 0 || value.CompareTo(highest) > 0)
            throw new ArgumentOutOfRangeException(name, value, $"{name} has to be from {lowest} to {highest}.");
    }
}
