using System.Text.Json;
using StreamPulse.Core.Results;

namespace StreamPulse.Core.Detection;

/// <summary>
/// The alert rules of all regions, fed with each window as it closes. A window older than the last evaluated one is ignored.
/// </summary>
public sealed class AlertRules(DetectorOptions options)
{
    private readonly SortedDictionary<string, RegionDetectorState> _states = new(StringComparer.Ordinal);

    /// <summary>Continues from stored states, JSON by region.</summary>
    public static AlertRules Restore(IReadOnlyDictionary<string, string> statesJson, DetectorOptions options)
    {
        var rules = new AlertRules(options);
        foreach (var (region, json) in statesJson)
            rules._states[region] = JsonSerializer.Deserialize<RegionDetectorState>(json) ?? RegionDetectorState.Initial;
        return rules;
    }

    /// <summary>Evaluates a closed window: its regions, and the known regions without downloads in it.</summary>
    /// <returns>What happened to alerts, and the states that changed, to be stored with the window's rows.</returns>
    public AlertOutcome OnClosed(WindowRange window, IReadOnlyList<RegionWindowRow> rows)
    {
        var changes = new List<AlertChange>();
        var states = new Dictionary<string, string>();
        var byRegion = rows.ToDictionary(static r => r.Region);
        foreach (var region in byRegion.Keys.Union(_states.Keys).Order(StringComparer.Ordinal).ToList())
        {
            var before = _states.GetValueOrDefault(region, RegionDetectorState.Initial);
            var row = byRegion.GetValueOrDefault(region);
            var othersFlow = rows.Count > (row is null ? 0 : 1);
            var (next, changed) = RegionDetector.Step(before, region, Observe(window, row, othersFlow), options);
            if (ReferenceEquals(next, before))
                continue;
            _states[region] = next;
            changes.AddRange(changed);
            states[region] = JsonSerializer.Serialize(next);
        }

        return new AlertOutcome(changes, states);
    }

    /// <summary>A mean that rounds to 0 counts as not measured.</summary>
    private static RegionObservation Observe(WindowRange window, RegionWindowRow? row, bool othersFlow)
    {
        var measured = row?.AvgSpeedMbps > 0;
        return new RegionObservation(
            window.StartMs, window.EndMs, row?.Total ?? 0, row?.Successful ?? 0,
            measured ? row!.AvgSpeedMbps : null, measured ? row!.SpeedCount : 0, othersFlow);
    }
}
