using System.Text.Json;
using Orleans.Placement;
using StreamPulse.Core.Detection;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Grains.Alerts;

/// <summary>
/// Judges a region's windows in order. Alerts are written before the state: after a crash in between the same windows give the same alerts, and saying an
/// alert again changes nothing.
/// </summary>
[RandomPlacement]
internal sealed class AnomalyDetectorGrain(
    [PersistentState("detector", AnomalyDetectorGrain.Store)] IPersistentState<DetectorState> stored, PostgresWindowSink sink) : Grain, IAnomalyDetectorGrain
{
    /// <summary>Name of the grain storage.</summary>
    public const string Store = "streampulse";

    private readonly DetectorOptions _options = new();

    /// <inheritdoc/>
    public async Task ObserveAsync(RegionWindows windows)
    {
        var region = GrainKeys.RegionOf(this.GetPrimaryKeyString());
        var before = stored.State.Json is { } json ? JsonSerializer.Deserialize<RegionDetectorState>(json)! : RegionDetectorState.Initial;
        var state = before;
        var changes = new List<AlertChange>();
        for (var i = 0; i < windows.StartsMs.Length; i++)
        {
            (state, var changed) = RegionDetector.Step(state, region, Observation(windows, i), _options);
            changes.AddRange(changed);
        }

        if (ReferenceEquals(state, before))
            return;
        if (changes.Count > 0)
            await sink.CommitAsync(CommitBatch.Empty with { Alerts = changes }, mayBeCommitted: false, CancellationToken.None);
        stored.State.Json = JsonSerializer.Serialize(state);
        await stored.WriteStateAsync();
    }

    private static RegionObservation Observation(RegionWindows w, int i)
        => new(
            w.StartsMs[i], w.EndsMs[i], w.Totals[i], w.Successful[i], w.MeanSpeedsMbps[i] > 0 ? w.MeanSpeedsMbps[i] : null, w.SpeedCounts[i], w.OthersFlow[i]);
}
