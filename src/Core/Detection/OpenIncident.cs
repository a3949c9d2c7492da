using System.Text.Json.Serialization;

namespace StreamPulse.Core.Detection;

/// <summary>An incident that was raised and is not resolved.</summary>
/// <param name="Type">Its rule; a region has at most one open incident a rule.</param>
/// <param name="Severity">The worst so far.</param>
/// <param name="FirstWindowStartMs">Start of its first window.</param>
/// <param name="LastWindowStartMs">Start of the latest window in which the condition held.</param>
/// <param name="MetricValue">Of that window.</param>
/// <param name="ThresholdValue">Which the metric broke in that window.</param>
/// <param name="SampleSize">Downloads behind the metric.</param>
/// <param name="ClearWindows">Windows seen since, in which the condition did not hold.</param>
public sealed record OpenIncident(
    [property: JsonPropertyName("type")] AlertType Type,
    [property: JsonPropertyName("severity")] AlertSeverity Severity,
    [property: JsonPropertyName("first")] long FirstWindowStartMs,
    [property: JsonPropertyName("last")] long LastWindowStartMs,
    [property: JsonPropertyName("value")] double MetricValue,
    [property: JsonPropertyName("threshold")] double ThresholdValue,
    [property: JsonPropertyName("sample")] long SampleSize,
    [property: JsonPropertyName("clear")] int ClearWindows);
