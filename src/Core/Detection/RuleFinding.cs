namespace StreamPulse.Core.Detection;

/// <summary>A rule's condition holds in a window.</summary>
/// <param name="MayRaise">False where it can only keep an incident open: there is too little data to open a new one.</param>
/// <param name="FirstWindowStartMs">Start of the first window that the finding rests on.</param>
internal sealed record RuleFinding(
    AlertType Type, AlertSeverity Severity, bool MayRaise, double MetricValue, double ThresholdValue, long SampleSize,
    long FirstWindowStartMs, string Message);
