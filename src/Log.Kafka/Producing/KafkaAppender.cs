using StreamPulse.Log.Kafka.Delivery;

namespace StreamPulse.Log.Kafka.Producing;

/// <summary>
/// Appends batches by one idempotent producer, and returns when every record of a batch is acknowledged by all in-sync replicas. A producer
/// that had a fatal error is replaced by a new one for the next batch.
/// </summary>
internal sealed class KafkaAppender(KafkaOptions options) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly int _maximumRecordBytes = MaximumRecordBytes(options);
    private readonly List<TopicProducer> _broken = [];
    private TopicProducer? _producer;

    /// <summary>Appends all records.</summary>
    /// <exception cref="RecordTooLargeException">
    /// A record is larger than the producer's message.max.bytes; nothing was appended.
    /// </exception>
    /// <exception cref="LogUnavailableException">Some records were not acknowledged.</exception>
    public async Task AppendAsync(AppendBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var size = batch.Key(i).Length + batch.Value(i).Length;
            if (size > _maximumRecordBytes)
                throw new RecordTooLargeException(i, size, _maximumRecordBytes);
        }

        var producer = Current();
        var receipt = new AppendReceipt(batch.Count, options.Topic);
        for (var i = 0; i < batch.Count; i++)
        {
            var index = i;
            await producer.SendAsync(batch.Key(i).ToArray(), batch.Value(i).ToArray(), delivery => receipt.Note(index, delivery),
                cancellationToken).ConfigureAwait(false);
        }

        await receipt.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_producer is not null)
        {
            await _producer.FinishAsync(options.DeliveryTimeout, CancellationToken.None).ConfigureAwait(false);
            await _producer.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var producer in _broken)
            await producer.DisposeAsync().ConfigureAwait(false);
    }

    private TopicProducer Current()
    {
        lock (_lock)
        {
            if (_producer is { IsBroken: true })
            {
                _broken.Add(_producer); // other batches may still wait for their outcomes
                _producer = null;
            }

            return _producer ??= new TopicProducer(options, options.Topic);
        }
    }

    /// <summary>librdkafka limits the whole message, of which some bytes are framing.</summary>
    private static int MaximumRecordBytes(KafkaOptions options)
    {
        const int Framing = 512;
        return (KafkaClientConfig.Producer(options).MessageMaxBytes ?? 1_000_000) - Framing;
    }
}
