using static System.FormattableString;

namespace StreamPulse.Core.Detection;

/// <summary>
/// HIGH_ERROR_RATE and SUSTAINED_ERROR_RATE. Rates are quotients of two counts, which IEEE 754 rounds exactly as it rounds the thresholds:
/// 9 of 10 equals 0.90.
/// </summary>
internal static class ErrorRateRules
{
    /// <summary>
    /// The window has enough downloads, and too few of them succeeded. A rate below the limit that may be chance keeps an incident going,
    /// and opens none.
    /// </summary>
    public static RuleFinding? HighErrorRate(string region, TrailingWindow window, DetectorOptions options)
    {
        if (window.Total < options.HighErrorRateMinDownloads)
            return null;
        var successRate = (double)window.Successful / window.Total;
        if (!(successRate < options.HighErrorRateWarningBelow))
            return null;

        var critical = successRate < options.HighErrorRateCriticalBelow
            && IsNoChance(window.Failed, window.Total, 1 - options.HighErrorRateCriticalBelow, options);
        var threshold = critical ? options.HighErrorRateCriticalBelow : options.HighErrorRateWarningBelow;
        return new(
            AlertType.HighErrorRate, critical ? AlertSeverity.Critical : AlertSeverity.Warning,
            MayRaise: critical || IsNoChance(window.Failed, window.Total, 1 - options.HighErrorRateWarningBelow, options),
            successRate, threshold, window.Total, window.StartMs,
            Invariant($"{region}: {window.Failed} of {window.Total} downloads failed in the window from {AlertTime.Of(window.StartMs)}; ")
                + Invariant($"{successRate:P1} succeeded, the limit is {threshold:P1}."));
    }

    /// <summary>
    /// Each window of a row, the last of which is <paramref name="windows"/>' last, has too high an error rate. A row that is too short, or
    /// that may be chance, keeps an incident going, and opens none. The metric is that of the row's windows together: failed over all of
    /// their downloads.
    /// </summary>
    public static RuleFinding? SustainedErrorRate(string region, IReadOnlyList<TrailingWindow> windows, DetectorOptions options)
    {
        var (length, failed, total) = (0, 0L, 0L);
        while (length < options.SustainedWindows && length < windows.Count)
        {
            var window = windows[^(length + 1)];
            if (!IsTooHigh(window, options) || (length > 0 && window.EndMs != windows[^length].StartMs))
                break;
            length++;
            failed += window.Failed;
            total += window.Total;
        }

        if (length == 0)
            return null;

        var errorRate = (double)failed / total;
        var complete = length == options.SustainedWindows && IsNoChance(failed, total, options.SustainedErrorRateWarningAbove, options);
        var critical = complete && errorRate > options.SustainedErrorRateCriticalAbove
            && IsNoChance(failed, total, options.SustainedErrorRateCriticalAbove, options);
        var threshold = critical ? options.SustainedErrorRateCriticalAbove : options.SustainedErrorRateWarningAbove;
        return new(
            AlertType.SustainedErrorRate, critical ? AlertSeverity.Critical : AlertSeverity.Warning, complete,
            errorRate, threshold, total, windows[^length].StartMs,
            Invariant($"{region}: {failed} of {total} downloads failed in {length} {(length == 1 ? "window" : "consecutive windows")} ")
                + Invariant(
                    $"from {AlertTime.Of(windows[^length].StartMs)}; an error rate of {errorRate:P1}, the limit is {threshold:P1}."));
    }

    /// <summary>Whether so many failures are improbable where the true error rate is at the limit.</summary>
    private static bool IsNoChance(long failed, long total, double limit, DetectorOptions options)
        => BinomialTest.ChanceOfAtLeast(failed, total, limit) <= options.MaxFalseAlertChance;

    private static bool IsTooHigh(TrailingWindow window, DetectorOptions options)
        => window.Total >= options.SustainedMinDownloads && (double)window.Failed / window.Total > options.SustainedErrorRateWarningAbove;
}
