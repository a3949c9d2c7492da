using System.Text.Json.Serialization;

namespace StreamPulse.Core.Detection;

/// <summary>
/// The alert rules; contract.md, "Alert rules that exist from the first day". The order is that of <see cref="AlertChange"/>s in a step.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertType>))]
public enum AlertType
{
    /// <summary>Too few downloads of a window succeeded.</summary>
    [JsonStringEnumMemberName("HIGH_ERROR_RATE")]
    HighErrorRate,

    /// <summary>Too many downloads failed in several windows in a row.</summary>
    [JsonStringEnumMemberName("SUSTAINED_ERROR_RATE")]
    SustainedErrorRate,

    /// <summary>Downloads are far slower than in the trailing hour.</summary>
    [JsonStringEnumMemberName("SLOW_DOWNLOADS")]
    SlowDownloads,

    /// <summary>There are far fewer downloads than in the trailing hour.</summary>
    [JsonStringEnumMemberName("TRAFFIC_DROP")]
    TrafficDrop,
}
