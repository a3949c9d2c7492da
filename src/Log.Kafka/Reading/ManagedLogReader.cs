using System.Threading.Channels;
using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>
/// Reads a partition by plain <c>Consume</c>: a client and a thread of its own for each partition, and one object for each record. It
/// depends on the public interface of Confluent.Kafka alone.
/// </summary>
internal sealed class ManagedLogReader(KafkaClients clients, KafkaOptions options, BrokerHealth health, int partition, long fromOffset)
    : ILogReader
{
    private const int BatchesAhead = 2;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly TopicPartition _topicPartition = new(options.Topic, partition);
    private readonly OpenCalls _calls = new();
    private IConsumer<byte[], byte[]>? _consumer;
    private Channel<ManagedRecordBatch> _batches = Channel.CreateUnbounded<ManagedRecordBatch>();
    private SemaphoreSlim _room = new(BatchesAhead);
    private Thread? _thread;
    private long _nextOffset = fromOffset;
    private volatile bool _isClosing;

    /// <inheritdoc/>
    public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (_thread is null)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (await TryTakeAsync(maxWait, cancellationToken).ConfigureAwait(false) is { } batch)
        {
            _room.Release();
            _nextOffset = batch.NextOffset;
            health.Answered();
            return batch;
        }

        return health.Outage is { } outage ? throw new LogUnavailableException(outage) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _calls.CloseAsync().ConfigureAwait(false);
        End();
        _consumer?.Dispose();
    }

    private async Task<ManagedRecordBatch?> TryTakeAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var reader = _batches.Reader;
        if (reader.TryRead(out var ready))
            return ready;
        try
        {
            var isReady = maxWait > TimeSpan.Zero
                && await reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(maxWait, cancellationToken).ConfigureAwait(false);
            return isReady && reader.TryRead(out var batch) ? batch : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (KafkaException e)
        {
            End();
            if (PartitionErrors.IsOutOfRange(e.Error))
                await EnsureInRangeAsync(cancellationToken).ConfigureAwait(false);
            throw KafkaErrors.Unavailable(options, e.Error, e);
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _consumer ??= clients.BuildConsumer<byte[], byte[]>();
        await EnsureInRangeAsync(cancellationToken).ConfigureAwait(false);
        _consumer.Assign(new TopicPartitionOffset(_topicPartition, _nextOffset));
        _batches = Channel.CreateUnbounded<ManagedRecordBatch>();
        _room = new SemaphoreSlim(BatchesAhead);
        _isClosing = false;
        _thread = new Thread(Consume) { IsBackground = true, Name = $"Kafka partition {partition}" };
        _thread.Start();
    }

    private Task EnsureInRangeAsync(CancellationToken cancellationToken)
        => PartitionErrors.EnsureInRangeAsync(
            (_, timeout) => _consumer!.QueryWatermarkOffsets(_topicPartition, timeout), _calls, options, health, partition, _nextOffset,
            cancellationToken);

    private void End()
    {
        _isClosing = true;
        _batches.Writer.TryComplete();
        _thread?.Join();
        _thread = null;
    }

    /// <summary>The reader's thread: collects what is there into batches, and waits while two of them are not taken.</summary>
    private void Consume()
    {
        var writer = _batches.Writer;
        try
        {
            while (!_isClosing)
            {
                if (Collect() is { } batch)
                    Write(writer, batch);
            }
        }
        catch (KafkaException e)
        {
            writer.TryComplete(e);
        }
    }

    private ManagedRecordBatch? Collect()
    {
        if (_consumer!.Consume(Poll) is not { } first)
            return null;
        var records = new List<ConsumeResult<byte[], byte[]>>(64) { first };
        while (records.Count < options.BatchRecords && _consumer.Consume(TimeSpan.Zero) is { } next)
            records.Add(next);
        return new ManagedRecordBatch(records, _consumer.GetWatermarkOffsets(_topicPartition).High.Value);
    }

    /// <summary>Waits for room in short steps, so that closing is noticed.</summary>
    private void Write(ChannelWriter<ManagedRecordBatch> writer, ManagedRecordBatch batch)
    {
        while (!_isClosing)
        {
            if (!_room.Wait(Poll))
                continue;
            writer.TryWrite(batch);
            return;
        }
    }
}
