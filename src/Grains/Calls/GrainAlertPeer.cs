using StreamPulse.Core.Results;
using StreamPulse.Grains.Alerts;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Calls;

/// <summary>The alert operator as a grain.</summary>
internal sealed class GrainAlertPeer(IGrainFactory grains, SiloFailures failures, TimeProvider time) : IAlertPeer
{
    private readonly CallTimeout _timeout = new(failures, time, CallTimeout.ForRows);

    /// <inheritdoc/>
    public async Task<Judgement> JudgeAsync(IReadOnlyList<WindowRange> windows, CancellationToken cancellationToken)
        => AlertMessages.From(await GrainCalls.WaitAsync(
            _timeout, grains.GetGrain<IAnomalyDetectorGrain>(0).JudgeAsync(new WindowList([.. windows.Select(static w => w.StartMs)])),
            cancellationToken));
}
