using StreamPulse.Core.Results;
using StreamPulse.Grains.Live;

namespace StreamPulse.Hosting.Gateway;

/// <summary>
/// Reads the open windows of the cluster, with a timeout per try and a limited number of retries, to hide the loss of one silo.
/// </summary>
internal sealed class GatewayLiveState(
    IPipelineGrains grains, StreamPulseOptions options, TimeProvider time) : ILiveState
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private IGrainFactory? _factory;
    private ClusterLiveState? _state;

    /// <inheritdoc/>
    public async ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        for (var retries = options.CallRetries; ; retries--)
        {
            try
            {
                return await TryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (LiveStateUnavailableException) when (retries > 0)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<LiveSnapshot> TryAsync(CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await Current().GetAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LiveStateUnavailableException($"The cluster did not answer within {options.CallTimeout}.", e);
        }
    }

    private ClusterLiveState Current()
    {
        var factory = grains.Factory;
        lock (_gate)
        {
            if (_state is null || _factory != factory)
                (_factory, _state) = (factory, new ClusterLiveState(factory, options.Pipeline, time));
            return _state;
        }
    }
}
