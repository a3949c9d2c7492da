using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Push;

/// <summary>Turns a subscription into a sequence of server-sent events with heartbeats in between.</summary>
internal sealed class PushStream(
    TimeProvider time, IOptions<ApiOptions> options, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the client disconnects or the program stops; disposes the subscription.</summary>
    public async IAsyncEnumerable<SseItem<byte[]>> ReadAsync(
        PushSubscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var place = subscription;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var more = subscription.Updates.WaitToReadAsync(ending.Token).AsTask();
        while (await WaitAsync(more, ending.Token).ConfigureAwait(false) is { } arrived)
        {
            if (!arrived)
            {
                yield return Heartbeat();
                continue;
            }

            while (subscription.Updates.TryRead(out var update))
                yield return new SseItem<byte[]>(update.Data, update.EventType) { EventId = update.Id, ReconnectionInterval = Reconnect };
            more = subscription.Updates.WaitToReadAsync(ending.Token).AsTask();
        }
    }

    /// <summary>True if there is an update, false if it is time for a heartbeat, null at the end.</summary>
    private async Task<bool?> WaitAsync(Task<bool> more, CancellationToken ending)
    {
        try
        {
            return await more.WaitAsync(options.Value.PushHeartbeat, time, ending).ConfigureAwait(false) ? true : null;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private SseItem<byte[]> Heartbeat()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return new SseItem<byte[]>(
            JsonSerializer.SerializeToUtf8Bytes(new HeartbeatNotice(now), json.Value.SerializerOptions), PushUpdate.Heartbeat);
    }
}
