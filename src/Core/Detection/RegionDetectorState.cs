using System.Text.Json.Serialization;

namespace StreamPulse.Core.Detection;

/// <summary>
/// The state of the rules for one region; immutable. System.Text.Json writes and reads it with any options that leave property names
/// alone, and a step from what was read is the step from what was written.
/// </summary>
/// <param name="LastWindowEndMs">End of the last window that was processed; null before the first.</param>
/// <param name="Trailing">
/// Windows within the trailing period before the next one, and always the last few that consecutive ones are judged by; ascending.
/// </param>
/// <param name="Incidents">Those still open, in the order of <see cref="AlertType"/>.</param>
public sealed record RegionDetectorState(
    [property: JsonPropertyName("lastEnd")] long? LastWindowEndMs,
    [property: JsonPropertyName("trailing")] IReadOnlyList<TrailingWindow> Trailing,
    [property: JsonPropertyName("incidents")] IReadOnlyList<OpenIncident> Incidents)
{
    /// <summary>Of a region that was never seen.</summary>
    public static RegionDetectorState Initial { get; } = new(null, [], []);
}
