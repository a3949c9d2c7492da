using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Gateway.Hosting;
using StreamPulse.Grains.Live;

namespace StreamPulse.Gateway.Cluster;

/// <summary>
/// Reads the open windows of the cluster, with a timeout per try and a limited number of retries, to hide the loss of one silo.
/// </summary>
internal sealed class GatewayLiveState(
    ClusterConnection connection, GatewaySettings settings, PipelineSettings pipeline, TimeProvider time) : ILiveState
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private IClusterClient? _client;
    private ClusterLiveState? _state;

    /// <inheritdoc/>
    public async ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        for (var retries = settings.CallRetries; ; retries--)
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
        using var bound = new CancellationTokenSource(settings.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await Current().GetAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LiveStateUnavailableException($"The cluster did not answer within {settings.CallTimeout}.", e);
        }
    }

    private ClusterLiveState Current()
    {
        var client = connection.Client;
        lock (_gate)
        {
            if (_state is null || _client != client)
                (_client, _state) = (client, new ClusterLiveState(client, pipeline, time));
            return _state;
        }
    }
}
