using Orleans.Placement;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Alerts;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Alerts;

/// <summary>Judges windows by the alert rules.</summary>
[RandomPlacement]
internal sealed class AnomalyDetectorGrain(IWindowStore store, PipelineSettings settings) : Grain, IAnomalyDetectorGrain
{
    private readonly AlertOperator _alerts = new(store, new DetectorOptions());

    /// <inheritdoc/>
    public async Task<JudgementMessage> JudgeAsync(WindowList windows)
        => AlertMessages.Of(await _alerts.JudgeAsync([.. windows.StartsMs.Select(w => settings.Windows.At(w))], CancellationToken.None));
}
