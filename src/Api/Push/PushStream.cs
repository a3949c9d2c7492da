using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Push;

/// <summary>A subscription as a sequence of server-sent events with heartbeats in between.</summary>
internal sealed class PushStream(TimeProvider time, IOptions<ApiOptions> options, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the client goes away or the program stops; gives the subscription back.</summary>
    public async IAsyncEnumerable<SseItem<byte[]>> ReadAsync(PushSubscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var place = subscription;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var more = subscription.Updates.WaitToReadAsync(ending.Token).AsTask();
        while (true)
        {
            var item = await NextAsync(subscription, more, ending.Token).ConfigureAwait(false);
            if (item is null)
                yield break;
            if (more.IsCompleted)
                more = subscription.Updates.WaitToReadAsync(ending.Token).AsTask();
            yield return item.Value;
        }
    }

    /// <summary>The next update, or a heartbeat; null at the end.</summary>
    private async Task<SseItem<byte[]>?> NextAsync(PushSubscription subscription, Task<bool> more, CancellationToken ending)
    {
        while (true)
        {
            try
            {
                if (!await more.WaitAsync(options.Value.PushHeartbeat, time, ending).ConfigureAwait(false))
                    return null;
            }
            catch (TimeoutException)
            {
                return Heartbeat();
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            if (subscription.Updates.TryRead(out var update))
                return new SseItem<byte[]>(update.Data, update.EventType) { EventId = update.Id, ReconnectionInterval = Reconnect };
            more = subscription.Updates.WaitToReadAsync(ending).AsTask();
        }
    }

    private SseItem<byte[]> Heartbeat()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return new SseItem<byte[]>(JsonSerializer.SerializeToUtf8Bytes(new HeartbeatNotice(now), json.Value.SerializerOptions), PushUpdate.Heartbeat);
    }
}
