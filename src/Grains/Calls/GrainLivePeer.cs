using StreamPulse.Core.Partials;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Calls;

/// <summary>Live answers out of grains.</summary>
internal sealed class GrainLivePeer(IGrainFactory grains) : ILivePeer
{
    /// <inheritdoc/>
    public async Task<OpenWindowList> GetOpenWindowsAsync(CancellationToken cancellationToken)
    {
        var state = await grains.GetGrain<IPipelineGrain>(0).GetStateAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return new OpenWindowList(
            state.WatermarkMs, state.OpenWindows, Array.ConvertAll(state.Partitions, static p => (p.Partition, p.Activation)),
            state.CaughtUp);
    }

    /// <inheritdoc/>
    public async Task<LiveChanges> GetChangesAsync(int partition, LiveRequest request, CancellationToken cancellationToken)
    {
        var changes = await grains.GetGrain<IPartitionGrain>(partition)
            .GetChangesAsync(new ChangesRequest(request.Activation, request.Update, request.WindowStartsMs, request.KnownWindows))
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return new LiveChanges(
            changes.Activation, changes.Version, changes.NextOffset,
            [.. changes.WindowStartsMs.Zip(changes.Partials, static (start, partials) => new WindowPartials(start, partials))],
            changes.Evicted ?? []); // a silo of an older version does not say
    }
}
