using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Push;

/// <summary>
/// Computes the pushed figures once for all subscribers, at most once per interval, and only while there are subscribers. An update is sent
/// if the figures have changed.
/// </summary>
internal sealed class PushHub(
    PushComposer composer, TimeProvider time, IOptions<ApiOptions> options, IOptions<JsonOptions> json, ConnectionGate connections,
    IHostApplicationLifetime lifetime, ILogger<PushHub> logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<PushSubscription> _subscriptions = [];
    private readonly string _run = time.GetUtcNow().ToUnixTimeMilliseconds()
        .ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Streams never take all connections.</summary>
    private readonly int _most = Math.Min(options.Value.MaxSubscribers, Math.Max(1, connections.Limits.Total / 2));
    private CancellationTokenSource? _running;
    private PushUpdate? _latest;
    private PushedStats? _latestStats;
    private long _count;

    /// <summary>Number of subscribers.</summary>
    public int SubscriberCount
    {
        get
        {
            lock (_gate)
                return _subscriptions.Count;
        }
    }

    /// <summary>Whether the figures are being computed.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
                return _running is not null;
        }
    }

    /// <summary>Adds a subscription; the caller disposes it.</summary>
    /// <param name="lastEventId">The last update the subscriber has seen, which is not sent again; null for none.</param>
    /// <param name="client">The client that subscribes; null if it is not limited.</param>
    /// <param name="mostPerClient">Maximum number of subscriptions per client.</param>
    /// <exception cref="ProblemException">The maximum number of subscribers is reached.</exception>
    public PushSubscription Subscribe(string? lastEventId, string? client = null, int mostPerClient = int.MaxValue)
    {
        lock (_gate)
        {
            if (_subscriptions.Count >= _most)
            {
                throw new ProblemException(
                    ProblemKind.TooManySubscribers,
                    FormattableString.Invariant(
                        $"The limit is {_most} subscribers (Api:MaxSubscribers, or half of the connections). ")
                        + "Poll /api/stats/realtime instead.");
            }

            if (client is not null && _subscriptions.Count(s => s.Client == client) >= mostPerClient)
            {
                throw new ProblemException(
                    ProblemKind.TooManyRequests,
                    FormattableString.Invariant($"This client has {mostPerClient} streams open, which is the limit. Close one first."));
            }

            var subscription = new PushSubscription(this, client);
            _subscriptions.Add(subscription);
            if (_running is null)
                Start();
            else if (_latest is { } latest && latest.Id != lastEventId)
                subscription.Offer(latest);
            return subscription;
        }
    }

    /// <summary>Removes a subscription; computing stops with the last one.</summary>
    public void Remove(PushSubscription subscription)
    {
        lock (_gate)
        {
            if (!_subscriptions.Remove(subscription) || _subscriptions.Count > 0)
                return;
            _running?.Cancel();
            _running = null;
        }
    }

    /// <summary>Earlier updates are outdated, so the first computed figures are always sent.</summary>
    private void Start()
    {
        _latest = null;
        _latestStats = null;
        var running = _running = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        Task.Run(() => RunAsync(running), CancellationToken.None);
    }

    private async Task RunAsync(CancellationTokenSource running)
    {
        var stopping = running.Token;
        try
        {
            using var timer = new PeriodicTimer(options.Value.PushInterval, time);
            do
                await ComputeAsync(stopping).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The last subscriber is gone, or the program is stopping.
        }
        finally
        {
            lock (_gate)
            {
                if (_running == running)
                    _running = null;
                running.Dispose();
            }
        }
    }

    private async Task ComputeAsync(CancellationToken stopping)
    {
        try
        {
            var stats = await composer.ComposeAsync(stopping).ConfigureAwait(false);
            Publish(PushUpdate.Stats, stats, stats, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            var (kind, detail) = ProblemMapping.Of(e);
            if (!Publish(PushUpdate.Unavailable, new UnavailableNotice(kind.Type, kind.Title, kind.Status, detail), null, stopping))
                return;
            if (kind.Status == ProblemKind.Internal.Status)
                ApiLog.PushFailed(logger, e);
            else
                ApiLog.PushUnavailable(logger, e.InnerException?.Message ?? e.Message);
        }
    }

    /// <returns>False if subscribers already know it.</returns>
    private bool Publish(string eventType, object data, PushedStats? stats, CancellationToken stopping)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), json.Value.SerializerOptions);
        lock (_gate)
        {
            if (stopping.IsCancellationRequested)
                return false;
            var known = stats is null
                ? _latest?.EventType == eventType && _latest.Data.AsSpan().SequenceEqual(bytes)
                : _latest?.EventType == eventType && _latestStats is not null && ShowSame(_latestStats, stats);
            if (known)
                return false;
            _latestStats = stats;
            _latest = new PushUpdate(FormattableString.Invariant($"{_run}-{++_count}"), eventType, bytes);
            foreach (var subscription in _subscriptions)
                subscription.Offer(_latest);
            return true;
        }
    }

    private bool ShowSame(PushedStats a, PushedStats b)
        => JsonSerializer.SerializeToUtf8Bytes(a.WithoutAsOf(), json.Value.SerializerOptions)
            .AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b.WithoutAsOf(), json.Value.SerializerOptions));
}
