using StreamPulse.Pipeline.Ports;
using System.Text.Json;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Recount;

/// <summary>
/// Compares everything in the store with a plain recount of the prefixes that its checkpoints name: totals, late events, dead letters,
/// every row that lacks nothing, alerts. That must hold after each commit and not only at the end.
/// </summary>
internal sealed class StoreComparison(SimulatedLog log, StoreState state, PipelineSettings settings)
{
    private readonly List<string> _differences = [];
    private readonly List<ContentDownloadEvent> _counted = [];
    private readonly List<(int Partition, PartitionRecount Recount)> _partitions = [];

    /// <summary>What differs.</summary>
    public IReadOnlyList<string> Run()
    {
        foreach (var (number, checkpoint) in state.Checkpoints)
        {
            var recount = PartitionRecount.Of(log.At(number), checkpoint.NextOffset, settings, offset => WasRetired(number, offset));
            _partitions.Add((number, recount));
            _counted.AddRange(recount.Counted);
            Compare($"partition {number} totals", checkpoint.Totals, recount.Totals);
            Compare($"partition {number} latest event time", checkpoint.MaxEventTimeMs, recount.MaxEventTimeMs);
        }

        CompareSideOutputs();
        CompareRows();
        CompareIncidents();
        return _differences;
    }

    /// <summary>
    /// The same, and alerts: those of the rules over each window as it was committed when it closed, one after the other and without a
    /// crash in between.
    /// </summary>
    /// <param name="isSteady">
    /// Whether each window closes after its last event: then what was judged, and the alerts, are those of the whole log.
    /// </param>
    public IReadOnlyList<string> RunWithAlerts(bool isSteady)
    {
        Run();
        var judged = state.ClosingHistory.SelectMany(c => Observed(c.WindowStartsMs, CountedBefore(c.Offsets))).ToList();
        CompareAlerts(judged);
        if (!isSteady)
            return _differences;
        var whole = Observed([.. state.ClosedWindows.Keys], _counted).ToList();
        CompareAlerts(whole);
        foreach (var (window, rows) in judged)
        {
            Compare(
                $"rows by which the window {window.StartMs} was judged", JudgedRows.DigestOf(rows),
                JudgedRows.DigestOf(whole.Single(w => w.Window == window).Rows));
        }

        return _differences;
    }

    private void CompareAlerts(IEnumerable<(WindowRange Window, List<RegionWindowRow> Rows)> closed)
    {
        var rules = new AlertRules(new DetectorOptions());
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (window, rows) in closed)
        {
            foreach (var change in rules.OnClosed(window, rows).Changes)
                expected[AlertKey(change.Alert)] = AlertText(change.Alert, (change as AlertChange.Resolved)?.ResolvedAtMs);
        }

        var stored = state.Alerts.Values.ToDictionary(static a => AlertKey(a.Alert), static a => AlertText(a.Alert, a.ResolvedAtMs));
        foreach (var key in expected.Keys.Union(stored.Keys).Order(StringComparer.Ordinal))
            Compare($"alert {key}", stored.GetValueOrDefault(key, "none"), expected.GetValueOrDefault(key, "none"));
    }

    private List<ContentDownloadEvent> CountedBefore(IReadOnlyDictionary<int, long> offsets)
        => [.. offsets.SelectMany(
            o => PartitionRecount.Of(log.At(o.Key), o.Value, settings, offset => WasRetired(o.Key, offset)).Counted)];

    /// <summary>What the alert rules look at in some windows.</summary>
    private IEnumerable<(WindowRange Window, List<RegionWindowRow> Rows)> Observed(
        IReadOnlyList<long> windowStartsMs, IReadOnlyList<ContentDownloadEvent> counted)
    {
        var byWindow = counted.ToLookup(e => settings.Windows.StartOf(e.EventTimeMs));
        return windowStartsMs.Select(start =>
        {
            var window = settings.Windows.At(start);
            return (window, byWindow[start].GroupBy(static e => e.UserContext.Region)
                .Select(g => Observed(g.Key, window, [.. g])).ToList());
        });
    }

    private bool WasRetired(int partition, long offset)
        => state.LateEvents.TryGetValue((partition, offset), out var late) && late.Reason == LateReason.WindowRetired
            && state.IsRetired(late.WindowStartMs);

    private void CompareSideOutputs()
    {
        var late = _partitions.SelectMany(static p => p.Recount.Late.Select(l => ((p.Partition, l.Key), l.Value))).ToDictionary();
        foreach (var at in late.Keys.Union(state.LateEvents.Keys))
        {
            Compare(
                $"late event at {at}", state.LateEvents.TryGetValue(at, out var stored) ? stored.Reason.ToString() : "none",
                late.TryGetValue(at, out var reason) ? reason.ToString() : "none");
        }

        var dead = _partitions.SelectMany(static p => p.Recount.DeadLetters.Select(d => ((p.Partition, d.Key), d.Value))).ToDictionary();
        foreach (var at in dead.Keys.Union(state.DeadLetters.Keys))
        {
            Compare(
                $"dead letter at {at}", state.DeadLetters.TryGetValue(at, out var stored) ? stored.Reason.ToString() : "none",
                dead.TryGetValue(at, out var reason) ? reason.ToString() : "none");
            if (stored is not null
                && !stored.Payload.AsSpan().SequenceEqual(log.At(at.Partition).Records[log.At(at.Partition).IndexOf(at.Item2)].Value))
            {
                _differences.Add($"dead letter at {at}: its bytes are not those of the record");
            }
        }
    }

    /// <summary>Rows that lack something that is committed are left out: they are due.</summary>
    private void CompareRows()
    {
        var expected = RowRecount.Of(_counted, settings.Windows.SizeMs).ToDictionary(static r => (r.Table, r.Key, r.WindowStartMs));
        foreach (var id in expected.Keys.Union(state.Rows.Keys).Where(id => !state.IsDue(id.WindowStartMs, KindOf(id.Table))))
        {
            var name = $"{id.Table} {id.Key} {DateTimeOffset.FromUnixTimeMilliseconds(id.WindowStartMs):HH:mm:ss}";
            if (!expected.TryGetValue(id, out var recounted))
                _differences.Add($"{name}: a row that nothing accounts for");
            else if (!state.Rows.TryGetValue(id, out var row))
                _differences.Add($"{name}: no row, recounted '{recounted.Exact}'");
            else if (RowComparison.Difference(row, recounted) is { } difference)
                _differences.Add($"{name}: {difference}");
        }
    }

    private static AccumulatorKind KindOf(string table) => table switch
    {
        "content_stats" => AccumulatorKind.Content,
        "region_health" => AccumulatorKind.Region,
        _ => AccumulatorKind.Device,
    };

    /// <summary>
    /// Alerts that are not resolved are the incidents that the stored state of the rules has open: they are of one moment.
    /// </summary>
    private void CompareIncidents()
    {
        var open = state.DetectorStates
            .SelectMany(static d => JsonSerializer.Deserialize<RegionDetectorState>(
                d.Value)!.Incidents.Select(i => $"{i.Type} {d.Key} {i.FirstWindowStartMs}"))
            .Order(StringComparer.Ordinal);
        var unresolved = state.Alerts.Values.Where(static a => a.ResolvedAtMs is null)
            .Select(static a => AlertKey(a.Alert)).Order(StringComparer.Ordinal);
        Compare("open incidents", string.Join(", ", unresolved), string.Join(", ", open));
    }

    private static RegionWindowRow Observed(string region, WindowRange window, IReadOnlyList<ContentDownloadEvent> events)
    {
        var ok = events.Where(static e => e.Download.Status == "success").ToList();
        var speeds = ok.Where(static e => e.Download.SpeedMbps > 0).Select(static e => (decimal)e.Download.SpeedMbps).ToList();
        double? mean = speeds.Count == 0 ? null : (double)Math.Round(speeds.Sum() / speeds.Count, 6, MidpointRounding.AwayFromZero);
        return new RegionWindowRow(
            region, window, events.Count, ok.Count, events.Count - ok.Count, 0, (double)ok.Count / events.Count, mean, speeds.Count, null,
            0, null, null, default, default, []);
    }

    private static string AlertKey(Alert alert) => $"{alert.Type} {alert.Region} {alert.FirstWindowStartMs}";

    private static string AlertText(Alert alert, long? resolvedAtMs)
        => FormattableString.Invariant(
            $"{alert.Severity} {alert.MetricName}={alert.MetricValue} limit {alert.ThresholdValue} of {alert.SampleSize}, ")
            + FormattableString.Invariant($"last {alert.LastWindowStartMs}, resolved {resolvedAtMs}");

    private void Compare<T>(string what, T stored, T recounted)
    {
        if (!EqualityComparer<T>.Default.Equals(stored, recounted))
            _differences.Add($"{what}: stored {stored}, recounted {recounted}");
    }
}
