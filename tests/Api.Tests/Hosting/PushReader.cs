using System.Net.ServerSentEvents;
using System.Text.Json;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>One event of a stream.</summary>
internal sealed record PushedEvent(string Type, string Id, JsonElement Json);

/// <summary>A subscriber of /api/stats/stream, by the framework's own parser.</summary>
internal sealed class PushReader : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private PushReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    public static async Task<PushReader> OpenAsync(ApiHost api, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/stats/stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Bound);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new PushReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event, whatever it is.</summary>
    public async Task<PushedEvent> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Bound), "The stream ended.");
        return new PushedEvent(
            _events.Current.EventType, _events.Current.EventId ?? "", JsonDocument.Parse(_events.Current.Data).RootElement);
    }

    /// <summary>The next event of a type; heartbeats before it are passed over, other events are not.</summary>
    public async Task<PushedEvent> NextAsync(string type)
    {
        var next = await NextAsync();
        while (next.Type == "heartbeat" && type != "heartbeat")
            next = await NextAsync();
        Assert.Equal(type, next.Type);
        return next;
    }

    /// <summary>Whether the stream ends in good order, after any number of events.</summary>
    public async Task<bool> EndsAsync()
    {
        while (await _events.MoveNextAsync().AsTask().WaitAsync(Bound))
        {
            // what was under way
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        await ValueTask.CompletedTask;
    }
}
