using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Kafka;

/// <summary>
/// Commits the checkpoints' offsets for the consumer group every few seconds, for lag tools. Nothing depends on them, so it may fail.
/// </summary>
internal sealed class CommittedOffsets : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly KafkaOptions _options;
    private readonly KafkaClients _clients;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<int, long> _pending = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private IConsumer<Ignore, Ignore>? _consumer;
    private bool _hasFailed;

    public CommittedOffsets(KafkaOptions options, KafkaClients clients, ILogger logger)
    {
        (_options, _clients, _logger) = (options, clients, logger);
        _running = RunAsync();
    }

    /// <summary>Everything before <paramref name="nextOffset"/> is in the results.</summary>
    public void Set(int partition, long nextOffset) => _pending[partition] = nextOffset;

    /// <summary>Commits the offsets that are not committed yet, once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await CommitAsync().ConfigureAwait(false);
        _consumer?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                await CommitAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Closing.
        }
    }

    /// <summary>The client blocks until the broker has answered, so it is called on a thread of the pool.</summary>
    private async Task CommitAsync()
    {
        var offsets = _pending.ToArray();
        if (offsets.Length == 0)
            return;
        try
        {
            await Task.Run(() =>
            {
                _consumer ??= _clients.BuildConsumer<Ignore, Ignore>();
                _consumer.Commit(offsets.Select(o => new TopicPartitionOffset(_options.Topic, o.Key, o.Value)));
            }).ConfigureAwait(false);
            foreach (var offset in offsets)
                _pending.TryRemove(offset);
            _hasFailed = false;
        }
        catch (KafkaException e)
        {
            if (!_hasFailed)
                KafkaLogMessages.CommitFailed(_logger, e.Error.Reason);
            _hasFailed = true;
        }
    }
}
