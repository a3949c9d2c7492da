using System.Text.Json.Serialization;

namespace StreamPulse.Core.Detection;

/// <summary>
/// A past window with the figures that the rules compare with. Its JSON is short, as the state of a region holds about sixty of them.
/// </summary>
public sealed record TrailingWindow(
    [property: JsonPropertyName("s")] long StartMs,
    [property: JsonPropertyName("e")] long EndMs,
    [property: JsonPropertyName("n")] long Total,
    [property: JsonPropertyName("ok")] long Successful,
    [property: JsonPropertyName("v"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? MeanSpeedMbps,
    [property: JsonPropertyName("vn"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long SpeedCount)
{
    internal long Failed => Total - Successful;

    internal static TrailingWindow Of(in RegionObservation observation) => new(
        observation.WindowStartMs, observation.WindowEndMs, observation.Total, observation.Successful,
        observation.MeanSpeedMbps, observation.SpeedCount);
}
