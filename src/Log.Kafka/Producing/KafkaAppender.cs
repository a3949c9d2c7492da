using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Producing;

/// <summary>Appends batches by one idempotent producer, and answers when every record of a batch is acknowledged by all replicas.</summary>
internal sealed class KafkaAppender(KafkaClients clients, KafkaOptions options) : IDisposable
{
    private static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(10);

    private readonly Lazy<IProducer<byte[], byte[]>> _producer = new(clients.BuildProducer);
    private readonly int _maximumRecordBytes = MaximumRecordBytes(options);

    /// <summary>Appends all records.</summary>
    /// <exception cref="RecordTooLargeException">A record is larger than message.max.bytes here (nothing was appended) or at the broker (others were).</exception>
    /// <exception cref="LogUnavailableException">Some records were not acknowledged in time.</exception>
    public async Task AppendAsync(AppendBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var size = batch.Key(i).Length + batch.Value(i).Length;
            if (size > _maximumRecordBytes)
                throw new RecordTooLargeException(i, size, _maximumRecordBytes);
        }

        var receipt = new AppendReceipt(batch.Count, options);
        for (var i = 0; i < batch.Count; i++)
        {
            var message = new Message<byte[], byte[]> { Key = batch.Key(i).ToArray(), Value = batch.Value(i).ToArray() };
            await ProduceAsync(message, receipt.HandlerOf(i), cancellationToken).ConfigureAwait(false);
        }

        await receipt.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_producer.IsValueCreated)
            return;
        _producer.Value.Flush(options.DeliveryTimeout);
        _producer.Value.Dispose();
    }

    /// <summary>Hands a record to the client; while its queue is full the caller waits.</summary>
    private async Task ProduceAsync(
        Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>> handler, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _producer.Value.Produce(options.Topic, message, handler);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                await Task.Delay(FullWait, cancellationToken).ConfigureAwait(false);
            }
            catch (ProduceException<byte[], byte[]> e)
            {
                throw KafkaErrors.Unavailable(options, e.Error, e);
            }
        }
    }

    /// <summary>librdkafka's bound is on the whole message; some bytes of it are framing.</summary>
    private static int MaximumRecordBytes(KafkaOptions options)
    {
        const int Framing = 512;
        var config = KafkaClientConfig.Producer(options);
        return (config.MessageMaxBytes ?? 1_000_000) - Framing;
    }
}
