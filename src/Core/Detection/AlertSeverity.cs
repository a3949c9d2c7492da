using System.Text.Json.Serialization;

namespace StreamPulse.Core.Detection;

/// <summary>How bad, ascending.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertSeverity>))]
public enum AlertSeverity
{
    /// <summary>Worth knowing; no rule of today raises it.</summary>
    [JsonStringEnumMemberName("INFO")]
    Info,

    /// <summary>Somebody should look at it today.</summary>
    [JsonStringEnumMemberName("WARNING")]
    Warning,

    /// <summary>Somebody should look at it now.</summary>
    [JsonStringEnumMemberName("CRITICAL")]
    Critical,
}
