using static System.FormattableString;

namespace StreamPulse.Core.Detection;

/// <summary>
/// HIGH_ERROR_RATE and SUSTAINED_ERROR_RATE. Rates are quotients of two counts, which IEEE 754 rounds exactly as it rounds the thresholds:
/// 9 of 10 equals 0.90.
/// </summary>
internal static class ErrorRateRules
{
    /// <summary>The window has enough downloads, and too few of them succeeded.</summary>
    public static RuleFinding? HighErrorRate(string region, TrailingWindow window, DetectorOptions options)
    {
        if (window.Total < options.HighErrorRateMinDownloads)
            return null;
        var successRate = (double)window.Successful / window.Total;
        if (!(successRate < options.HighErrorRateWarningBelow))
            return null;

        var critical = successRate < options.HighErrorRateCriticalBelow;
        var threshold = critical ? options.HighErrorRateCriticalBelow : options.HighErrorRateWarningBelow;
        return new(
            AlertType.HighErrorRate, critical ? AlertSeverity.Critical : AlertSeverity.Warning, MayRaise: true,
            successRate, threshold, window.Total, window.StartMs,
            Invariant($"{region}: {window.Failed} of {window.Total} downloads failed in the window from {AlertTime.Of(window.StartMs)}; ")
                + Invariant($"{successRate:P1} succeeded, the limit is {threshold:P1}."));
    }

    /// <summary>
    /// Each window of a row, the last of which is <paramref name="windows"/>' last, has too high an error rate. A row that is too short
    /// keeps an incident going, and opens none. The metric is that of the row's windows together: failed over all of their downloads.
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
        var complete = length == options.SustainedWindows;
        var critical = complete && errorRate > options.SustainedErrorRateCriticalAbove;
        var threshold = critical ? options.SustainedErrorRateCriticalAbove : options.SustainedErrorRateWarningAbove;
        return new(
            AlertType.SustainedErrorRate, critical ? AlertSeverity.Critical : AlertSeverity.Warning, complete,
            errorRate, threshold, total, windows[^length].StartMs,
            Invariant($"{region}: {failed} of {total} downloads failed in {length} {(length == 1 ? "window" : "consecutive windows")} ")
                + Invariant(
                    $"from {AlertTime.Of(windows[^length].StartMs)}; an error rate of {errorRate:P1}, the limit is {threshold:P1}."));
    }

    private static bool IsTooHigh(TrailingWindow window, DetectorOptions options)
        => window.Total >= options.SustainedMinDownloads && (double)window.Failed / window.Total > options.SustainedErrorRateWarningAbove;
}
