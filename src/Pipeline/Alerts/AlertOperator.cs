using StreamPulse.Core.Detection;
using StreamPulse.Core.Results;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Alerts;

/// <summary>
/// Evaluates the alert rules on windows. It continues from the state that the last closing stored, and stores nothing itself: its results
/// are stored together with the closing that it is for, or not at all.
/// </summary>
internal sealed class AlertOperator(IWindowStore store, DetectorOptions options)
{
    /// <summary>What the windows do to alerts, and the states of the rules after them.</summary>
    /// <param name="windows">Ascending; their rows are written.</param>
    /// <exception cref="StoreUnavailableException">The store cannot be reached; call again.</exception>
    public async Task<Judgement> JudgeAsync(IReadOnlyList<WindowRange> windows, CancellationToken cancellationToken)
    {
        var stored = await store.LoadDetectorsAsync(cancellationToken);
        var rules = AlertRules.Restore(stored.States, options);
        var regions = await store.LoadRegionsAsync([.. windows.Select(static w => w.StartMs)], cancellationToken);
        var changes = new List<AlertChange>();
        var states = new Dictionary<string, string>();
        foreach (var window in windows)
        {
            var outcome = rules.OnClosed(window, [.. regions[window.StartMs]]);
            changes.AddRange(outcome.Changes);
            foreach (var (region, state) in outcome.States)
                states[region] = state;
        }

        return new Judgement(new AlertOutcome(changes, states), stored.Closings)
        {
            Rows = JudgedRows.DigestOf(regions.SelectMany(static r => r)),
        };
    }
}
