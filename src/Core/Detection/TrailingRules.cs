using static System.FormattableString;

namespace StreamPulse.Core.Detection;

/// <summary>
/// SLOW_DOWNLOADS and TRAFFIC_DROP, which compare a window with the region's own trailing period; that never holds the window itself.
/// </summary>
internal static class TrailingRules
{
    /// <summary>Mean speed under a share of the trailing period's, which is weighted by the number of measured speeds.</summary>
    public static RuleFinding? SlowDownloads(
        string region, TrailingWindow window, IReadOnlyList<TrailingWindow> trailing, DetectorOptions options)
    {
        var (sum, samples, windows) = (0.0, 0L, 0);
        foreach (var earlier in trailing)
        {
            if (earlier.MeanSpeedMbps is not { } mean)
                continue;
            sum += mean * earlier.SpeedCount;
            samples += earlier.SpeedCount;
            windows++;
        }

        if (window.MeanSpeedMbps is not { } speed || samples == 0)
            return null;
        var threshold = options.SlowDownloadsBelowShare * (sum / samples);
        if (!(speed < threshold))
            return null;

        var known = windows >= options.MinTrailingWindows && samples >= options.SlowDownloadsMinTrailingSamples
            && window.SpeedCount >= options.SlowDownloadsMinSamples;
        return new(
            AlertType.SlowDownloads, AlertSeverity.Warning, known, speed, threshold, window.SpeedCount, window.StartMs,
            Invariant($"{region}: {window.SpeedCount} downloads in the window from {AlertTime.Of(window.StartMs)} had a mean speed of ")
                + Invariant($"{speed:0.##} Mbps; in the {AlertTime.Of(options.TrailingPeriod)} before it was {sum / samples:0.##} Mbps."));
    }

    /// <summary>Downloads under a share of the trailing period's mean per window, or none while other regions have some.</summary>
    public static RuleFinding? TrafficDrop(
        string region, TrailingWindow window, bool othersFlow, IReadOnlyList<TrailingWindow> trailing, DetectorOptions options)
    {
        var (total, windows) = (0L, 0);
        foreach (var earlier in trailing)
        {
            total += earlier.Total;
            windows += earlier.Total > 0 ? 1 : 0;
        }

        // Total / (total / Count) as a quotient of two counts, so that exactly a tenth compares equal to 0.1.
        var isDrop = total > 0 && (double)(window.Total * trailing.Count) / total < options.TrafficDropBelowShare;
        if (!isDrop && !(window.Total == 0 && othersFlow))
            return null;

        var mean = total == 0 ? 0 : (double)total / trailing.Count;
        var known = windows >= options.MinTrailingWindows && mean >= options.TrafficDropMinTrailingMean;
        return new(
            AlertType.TrafficDrop, AlertSeverity.Warning, known, window.Total, options.TrafficDropBelowShare * mean, total, window.StartMs,
            Invariant($"{region}: {(window.Total == 0 ? "no" : Invariant($"{window.Total}"))} downloads in the window from ")
                + Invariant($"{AlertTime.Of(window.StartMs)}{(window.Total == 0 && othersFlow ? " while other regions have some" : "")}; ")
                + Invariant($"in the {AlertTime.Of(options.TrailingPeriod)} before there were {mean:0.#} per window."));
    }
}
