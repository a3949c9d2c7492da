using System.Threading.Channels;

namespace StreamPulse.Api.Push;

/// <summary>One subscriber's place: room for one update, a newer one takes the place of one that has not been fetched yet.</summary>
/// <param name="client">Whose it is; null where that is not counted.</param>
internal sealed class PushSubscription(PushHub hub, string? client) : IDisposable
{
    /// <summary>Whose place it is; null where that is not counted.</summary>
    public string? Client { get; } = client;

    private readonly Channel<PushUpdate> _updates = Channel.CreateBounded<PushUpdate>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Updates that have not been fetched: none or the latest.</summary>
    public ChannelReader<PushUpdate> Updates => _updates.Reader;

    public void Offer(PushUpdate update) => _updates.Writer.TryWrite(update);

    /// <summary>Gives the place back.</summary>
    public void Dispose()
    {
        _updates.Writer.TryComplete();
        hub.Remove(this);
    }
}
