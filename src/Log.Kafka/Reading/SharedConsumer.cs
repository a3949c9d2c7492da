using Confluent.Kafka;
using StreamPulse.Log.Kafka.Native;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>
/// A client that many readers share, each with a partition of its own: one set of connections and threads, whatever the number of
/// partitions. It joins no group; callers choose its partitions. Its thread serves the client's own events.
/// </summary>
internal sealed class SharedConsumer : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly string _topic;
    private readonly Thread _events;
    private readonly HashSet<int> _partitions = [];
    private volatile bool _isClosing;

    public SharedConsumer(KafkaOptions options, KafkaClients clients)
    {
        _topic = options.Topic;
        _consumer = clients.BuildConsumer<Ignore, Ignore>();
        _events = new Thread(ServeEvents) { IsBackground = true, Name = "Kafka events" };
        _events.Start();
    }

    /// <summary>Calls that use the client.</summary>
    public OpenCalls Calls { get; } = new();

    /// <summary>Takes a partition for one reader.</summary>
    /// <returns>False when another reader has it here.</returns>
    public bool TryTake(int partition)
    {
        lock (_partitions)
            return _partitions.Add(partition);
    }

    /// <summary>The partition's queue. Before <see cref="Assign"/>.</summary>
    public PartitionQueue OpenQueue(int partition) => new(_consumer, _topic, partition);

    /// <summary>Starts fetching from an offset, or starts again.</summary>
    /// <exception cref="KafkaException">The client refuses.</exception>
    public void Assign(int partition, long offset)
        => _consumer.IncrementalAssign([new TopicPartitionOffset(_topic, partition, offset)]);

    /// <summary>Ends fetching. Records in the queue are no longer handed out.</summary>
    public void Unassign(int partition) => _consumer.IncrementalUnassign([new TopicPartition(_topic, partition)]);

    /// <summary>Releases the partition.</summary>
    public void Release(int partition)
    {
        lock (_partitions)
            _partitions.Remove(partition);
    }

    /// <summary>The partition's end offset as of the last fetch; null before the first.</summary>
    public long? EndOffset(int partition)
    {
        var known = _consumer.GetWatermarkOffsets(new TopicPartition(_topic, partition));
        return known.High.Value >= 0 ? known.High.Value : null;
    }

    /// <summary>Asks a broker for first and end offset. Blocks; to be called by <see cref="Calls"/>.</summary>
    /// <exception cref="KafkaException">No answer in time.</exception>
    public WatermarkOffsets QueryOffsets(int partition, TimeSpan timeout)
        => _consumer.QueryWatermarkOffsets(new TopicPartition(_topic, partition), timeout);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Calls.CloseAsync().ConfigureAwait(false);
        _isClosing = true;
        await Task.Run(() =>
        {
            _events.Join();
            _consumer.Dispose();
        }).ConfigureAwait(false);
    }

    private void ServeEvents()
    {
        while (!_isClosing)
        {
            try
            {
                _consumer.Consume(Poll);
            }
            catch (KafkaException)
            {
                // Errors of partitions come by their own queues, those of brokers by the error handler.
            }
        }
    }
}
