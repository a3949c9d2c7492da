using static System.FormattableString;

namespace StreamPulse.Core.Detection;

/// <summary>
/// The alert rules of contract.md as a pure function over a region's closed windows, one after the other.
/// <para>
/// Incidents: there is at most one per rule and region. It is raised when the rule's condition holds; it is updated by each further window
/// in which the condition holds; it is resolved when the condition did not hold in three windows in a row (windows seen, whatever gaps lie
/// between them: no data is no sign of recovery). Within an incident the severity never falls, so that the worst stays visible; metric,
/// threshold and message are always those of the latest window.
/// </para>
/// <para>
/// For SUSTAINED_ERROR_RATE, three adjacent windows are needed to raise, and one window above the limit is enough to keep it
/// going: it is resolved by three windows that are not above it. Its first window is the first of the three.
/// </para>
/// <para>
/// A window without downloads, when no other region has any either, is a gap: it says nothing about this region and changes no incident. A
/// window that starts before the end of the last processed one (a revision, a repetition) is ignored, and the state is returned unchanged.
/// </para>
/// </summary>
public static class RegionDetector
{
    /// <summary>Evaluates one closed window.</summary>
    /// <param name="state">As it was after the windows before.</param>
    /// <param name="observation">The region in this window.</param>
    /// <returns>The state after it, and what happened to incidents, in the order of <see cref="AlertType"/>.</returns>
    /// <exception cref="ArgumentException">The observation's numbers contradict each other.</exception>
    public static (RegionDetectorState Next, IReadOnlyList<AlertChange> Changes) Step(
        RegionDetectorState state, string region, RegionObservation observation, DetectorOptions options)
    {
        observation.Validate();
        if (observation.WindowStartMs < state.LastWindowEndMs)
            return (state, []);
        if (observation is { Total: 0, OthersFlow: false })
            return (state with { LastWindowEndMs = observation.WindowEndMs }, []);

        var window = TrailingWindow.Of(observation);
        var trailing = state.Trailing.Where(earlier => IsTrailing(earlier, window.StartMs, options)).ToArray();
        ReadOnlySpan<(AlertType Type, RuleFinding? Finding)> judged =
        [
            (AlertType.HighErrorRate, ErrorRateRules.HighErrorRate(region, window, options)),
            (AlertType.SustainedErrorRate, ErrorRateRules.SustainedErrorRate(region, [.. state.Trailing, window], options)),
            (AlertType.SlowDownloads, TrailingRules.SlowDownloads(region, window, trailing, options)),
            (AlertType.TrafficDrop, TrailingRules.TrafficDrop(region, window, observation.OthersFlow, trailing, options)),
        ];

        var incidents = new List<OpenIncident>();
        var changes = new List<AlertChange>();
        foreach (var (type, finding) in judged)
        {
            var (incident, change) = Advance(state.Incidents.FirstOrDefault(open => open.Type == type), finding, region, window, options);
            if (incident is not null)
                incidents.Add(incident);
            if (change is not null)
                changes.Add(change);
        }

        return (new(window.EndMs, Remember(state.Trailing, window, options), incidents), changes);
    }

    /// <summary>
    /// One step of a rule: from the open incident and what the window shows to the incident that is open afterwards and the change to
    /// report.
    /// </summary>
    private static (OpenIncident? Incident, AlertChange? Change) Advance(
        OpenIncident? open, RuleFinding? finding, string region, TrailingWindow window, DetectorOptions options)
    {
        switch (open, finding)
        {
            case (null, null or { MayRaise: false }):
                return (null, null);

            case (null, _):
                var raised = Continue(finding, finding.FirstWindowStartMs, finding.Severity, window);
                return (raised, new AlertChange.Raised(ToAlert(raised, region, finding.Message)));

            case (_, not null):
                var worst = finding.Severity > open.Severity ? finding.Severity : open.Severity;
                var updated = Continue(finding, open.FirstWindowStartMs, worst, window);
                return (updated, new AlertChange.Updated(ToAlert(updated, region, finding.Message)));

            case (_, null) when open.ClearWindows + 1 < options.ResolveAfterWindows:
                return (open with { ClearWindows = open.ClearWindows + 1 }, null);

            default:
                return (null, new AlertChange.Resolved(ToAlert(open, region, ResolvedMessage(open, region, options)), window.EndMs));
        }
    }

    private static OpenIncident Continue(RuleFinding finding, long firstWindowStartMs, AlertSeverity severity, TrailingWindow window)
        => new(
        finding.Type, severity, firstWindowStartMs, window.StartMs, finding.MetricValue, finding.ThresholdValue, finding.SampleSize, 0);

    private static Alert ToAlert(OpenIncident incident, string region, string message) => new(
        incident.Type, incident.Severity, region, MetricNameOf(incident.Type), incident.MetricValue, incident.ThresholdValue,
        incident.SampleSize, incident.FirstWindowStartMs, incident.LastWindowStartMs, message);

    private static string ResolvedMessage(OpenIncident open, string region, DetectorOptions options)
        => Invariant(
            $"{region}: {AlertNames.NameOf(open.Type)} is over, not seen in the last {options.ResolveAfterWindows} windows; it lasted ")
            + Invariant($"from the window of {AlertTime.Of(open.FirstWindowStartMs)} to that of {AlertTime.Of(open.LastWindowStartMs)}.");

    private static string MetricNameOf(AlertType type) => type switch
    {
        AlertType.HighErrorRate => "success_rate",
        AlertType.SustainedErrorRate => "error_rate",
        AlertType.SlowDownloads => "avg_speed_mbps",
        AlertType.TrafficDrop => "total_downloads",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such alert type."),
    };

    private static bool IsTrailing(TrailingWindow earlier, long startMs, DetectorOptions options)
        => earlier.StartMs >= startMs - (long)options.TrailingPeriod.TotalMilliseconds;

    /// <summary>What a window that starts right after this one may look at; and the last few, for rows of large windows.</summary>
    private static TrailingWindow[] Remember(IReadOnlyList<TrailingWindow> before, TrailingWindow window, DetectorOptions options)
    {
        TrailingWindow[] all = [.. before, window];
        var firstOfRow = all.Length - (options.SustainedWindows - 1);
        return all.Where((earlier, i) => i >= firstOfRow || IsTrailing(earlier, window.EndMs, options)).ToArray();
    }
}
