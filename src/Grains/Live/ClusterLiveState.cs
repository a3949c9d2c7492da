using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Calls;
using StreamPulse.Pipeline.Live;

namespace StreamPulse.Grains.Live;

/// <summary>The open windows of the cluster, for any process that can call its grains: hosts the operator of live answers.</summary>
public sealed class ClusterLiveState(IGrainFactory grains, PipelineSettings settings, TimeProvider time) : ILiveState
{
    private readonly LiveOperator _live = new(new GrainLivePeer(grains), settings, time);

    /// <inheritdoc/>
    public async ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _live.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or InvalidOperationException)
        {
            throw new LiveStateUnavailableException("The cluster does not answer.", e);
        }
    }
}
