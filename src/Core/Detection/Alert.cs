namespace StreamPulse.Core.Detection;

/// <summary>The state of one incident after a window: a row of the table alerts. Its identity is type, region and first window.</summary>
/// <param name="Severity">The worst the incident reached; it rises within an incident and never falls.</param>
/// <param name="MetricName">success_rate and error_rate (0 to 1), avg_speed_mbps, or total_downloads (per window).</param>
/// <param name="MetricValue">Of the latest window in which the condition held.</param>
/// <param name="ThresholdValue">Which the metric broke in that window, in the metric's unit.</param>
/// <param name="SampleSize">Downloads behind the metric; for TRAFFIC_DROP those of the trailing period behind the threshold.</param>
/// <param name="FirstWindowStartMs">Start of the incident's first window, milliseconds since the Unix epoch.</param>
/// <param name="LastWindowStartMs">Start of the latest window in which the condition held.</param>
/// <param name="Message">For people: plain words with the numbers.</param>
public sealed record Alert(
    AlertType Type, AlertSeverity Severity, string Region, string MetricName, double MetricValue, double ThresholdValue, long SampleSize,
    long FirstWindowStartMs, long LastWindowStartMs, string Message);
