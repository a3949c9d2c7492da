using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Delivery;

/// <summary>
/// Sends records to a topic, many at a time, and reports the outcome of each: for commands that must say what was not acknowledged.
/// Idempotent, so the client's own retries neither duplicate nor reorder. Bounded: callers wait while too many records are in flight. For
/// one caller at a time; reports come from the client's thread.
/// </summary>
public sealed class TopicProducer : IAsyncDisposable
{
    /// <summary>Most records in flight; below librdkafka's own queue limit of 100,000, so that this limit applies first.</summary>
    public const int MostInFlight = 50_000;

    /// <summary>Most bytes in flight; a single larger record is sent alone.</summary>
    public const long MostInFlightBytes = 64L * 1024 * 1024;

    private readonly KafkaOptions _options;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly Lock _lock = new();
    private long _acknowledged;
    private long _refused;
    private long _unknown;
    private long _inFlight;
    private long _inFlightBytes;
    private string? _firstProblem;
    private volatile bool _isBroken;
    private TaskCompletionSource? _changed;

    /// <param name="topic">The topic.</param>
    /// <param name="onOutage">Called once, with a sentence, when no broker can be reached; the client keeps trying.</param>
    /// <exception cref="KafkaOptionsException">The options or properties cannot work.</exception>
    public TopicProducer(KafkaOptions options, string topic, Action<string>? onOutage = null)
    {
        (_options, Topic) = (options, topic);
        var config = KafkaClientConfig.Producer(options);
        config.DeliveryReportFields = "status"; // key and value are not needed
        var toldOutage = 0;
        try
        {
            _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
                .SetKeySerializer(Serializers.ByteArray!)
                .SetValueSerializer(Serializers.ByteArray!)
                .SetLogHandler(static (_, _) => { })
                .SetErrorHandler((_, error) =>
                {
                    _isBroken |= error.IsFatal;
                    if (KafkaErrors.IsOutage(error) && Interlocked.Exchange(ref toldOutage, 1) == 0)
                        onOutage?.Invoke(KafkaErrors.Describe(options, error));
                })
                .Build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new KafkaOptionsException($"librdkafka refuses Kafka:Properties: {(e as KafkaException)?.Error.Reason ?? e.Message}", e);
        }
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>True once the client has had a fatal error, after which it sends no more; use a new producer.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>The outcomes so far.</summary>
    public DeliveryReport Report
    {
        get
        {
            lock (_lock)
                return new DeliveryReport(_acknowledged, _refused, _unknown, _inFlight, _firstProblem);
        }
    }

    /// <summary>Hands a record over, first waiting for room. Returns before it is acknowledged.</summary>
    /// <param name="key">Kept as it is until the report; null for none.</param>
    /// <param name="value">The same.</param>
    /// <param name="onOutcome">Called once, by the client's thread or before this returns; must be quick.</param>
    public ValueTask SendAsync(byte[]? key, byte[]? value, Action<RecordDelivery>? onOutcome, CancellationToken cancellationToken)
        => SendWithHeadersAsync(key, value, headers: null, onOutcome, cancellationToken);

    /// <inheritdoc cref="SendAsync"/>
    /// <param name="headers">Null for none.</param>
    internal async ValueTask SendWithHeadersAsync(
        byte[]? key, byte[]? value, Headers? headers, Action<RecordDelivery>? onOutcome, CancellationToken cancellationToken)
    {
        var size = (key?.Length ?? 0) + (value?.Length ?? 0);
        while (!TryEnter(size, out var changed))
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        var message = new Message<byte[]?, byte[]?> { Key = key!, Value = value!, Headers = headers };
        while (true)
        {
            try
            {
                _producer.Produce(Topic, message, report => Leave(size, OutcomeOf(report), report.Error, onOutcome));
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The user set a smaller limit for the client's queue: there is room after the next reports.
                await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None).ConfigureAwait(false);
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                Leave(size, DeliveryOutcome.Refused, e.Error, onOutcome);
                return;
            }
        }
    }

    /// <summary>Waits until every record has its outcome, at most <paramref name="bound"/>.</summary>
    private async Task<DeliveryReport> DrainAsync(TimeSpan bound, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(bound);
        while (NextChange() is { } changed)
        {
            await changed.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (deadline.IsCancellationRequested)
                break;
        }

        return Report;
    }

    /// <summary>
    /// Waits until every record has its outcome; once the caller cancels, at most <paramref name="boundOnceCancelled"/> more.
    /// </summary>
    public async Task<DeliveryReport> FinishAsync(TimeSpan boundOnceCancelled, CancellationToken cancellationToken)
    {
        var report = await DrainAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        return report.InFlight == 0 ? report : await DrainAsync(boundOnceCancelled, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Closes the client; what has no outcome yet gets none.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(_producer.Dispose).ConfigureAwait(false);

    private bool TryEnter(int size, out Task changed)
    {
        lock (_lock)
        {
            if (_inFlight == 0 || (_inFlight < MostInFlight && _inFlightBytes + size <= MostInFlightBytes))
            {
                _inFlight++;
                _inFlightBytes += size;
                changed = Task.CompletedTask;
                return true;
            }

            changed = (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return false;
        }
    }

    /// <summary>Null when nothing is in flight.</summary>
    private Task? NextChange()
    {
        lock (_lock)
            return _inFlight == 0 ? null : (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>A timeout is not a refusal: the request may have been carried out and its answer lost. The client tells which.</summary>
    private static DeliveryOutcome OutcomeOf(DeliveryReport<byte[]?, byte[]?> report)
        => !report.Error.IsError ? DeliveryOutcome.Acknowledged
            : report.Status == PersistenceStatus.NotPersisted ? DeliveryOutcome.Refused
            : DeliveryOutcome.Unknown;

    private void Leave(int size, DeliveryOutcome outcome, Error error, Action<RecordDelivery>? onOutcome)
    {
        _isBroken |= error.IsFatal || error.Code == ErrorCode.Local_Fatal;
        var problem = outcome == DeliveryOutcome.Acknowledged ? null : KafkaErrors.Describe(_options with { Topic = Topic }, error);
        onOutcome?.Invoke(new RecordDelivery(outcome, error.Code == ErrorCode.MsgSizeTooLarge, problem));
        TaskCompletionSource? changed = null;
        lock (_lock)
        {
            _inFlight--;
            _inFlightBytes -= size;
            _firstProblem ??= problem;
            if (outcome == DeliveryOutcome.Acknowledged)
                _acknowledged++;
            else if (outcome == DeliveryOutcome.Refused)
                _refused++;
            else
                _unknown++;
            if (_inFlight == 0 || (_inFlight <= MostInFlight * 3 / 4 && _inFlightBytes <= MostInFlightBytes * 3 / 4))
                (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
    }
}
