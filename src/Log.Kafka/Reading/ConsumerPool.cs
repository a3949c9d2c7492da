namespace StreamPulse.Log.Kafka.Reading;

/// <summary>
/// Gives readers a shared consumer: one, and a second one only where two readers want the same partition at the same time.
/// </summary>
internal sealed class ConsumerPool(KafkaOptions options, KafkaClients clients) : IAsyncDisposable
{
    private readonly List<SharedConsumer> _consumers = [];
    private bool _isDisposed;

    /// <summary>A consumer in which the partition is free; it is taken for the caller.</summary>
    public SharedConsumer Take(int partition)
    {
        lock (_consumers)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (var consumer in _consumers)
            {
                if (consumer.TryTake(partition))
                    return consumer;
            }

            var another = new SharedConsumer(options, clients);
            another.TryTake(partition);
            _consumers.Add(another);
            return another;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        SharedConsumer[] consumers;
        lock (_consumers)
        {
            _isDisposed = true;
            consumers = [.. _consumers];
            _consumers.Clear();
        }

        foreach (var consumer in consumers)
            await consumer.DisposeAsync().ConfigureAwait(false);
    }
}
