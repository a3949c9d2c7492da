using System.Threading.Channels;

namespace StreamPulse.Api.Push;

/// <summary>One subscription. It holds one update; a newer update replaces one that has not been read.</summary>
/// <param name="client">The client it belongs to; null if it is not limited.</param>
internal sealed class PushSubscription(PushHub hub, string? client) : IDisposable
{
    /// <summary>The client it belongs to; null if it is not limited.</summary>
    public string? Client { get; } = client;

    private readonly Channel<PushUpdate> _updates = Channel.CreateBounded<PushUpdate>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Updates that have not been read: none or the latest.</summary>
    public ChannelReader<PushUpdate> Updates => _updates.Reader;

    public void Offer(PushUpdate update) => _updates.Writer.TryWrite(update);

    /// <summary>Ends the subscription.</summary>
    public void Dispose()
    {
        _updates.Writer.TryComplete();
        hub.Remove(this);
    }
}
