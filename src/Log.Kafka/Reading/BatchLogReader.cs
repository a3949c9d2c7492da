using Confluent.Kafka;
using StreamPulse.Log.Kafka.Native;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>
/// Reads a partition by librdkafka's batch call on the partition's queue: nothing is copied, nothing is allocated for a record, and no
/// thread waits. After an error the partition is assigned again at the offset after the last record handed out, so that nothing is skipped.
/// </summary>
internal sealed class BatchLogReader(
    ConsumerPool pool, KafkaOptions options, BrokerHealth health, int partition, long fromOffset) : ILogReader
{
    private readonly NativeRecordBatch _batch = new(options.BatchRecords);
    private SharedConsumer? _consumer;
    private PartitionQueue? _queue;
    private MessageError? _error;
    private long _nextOffset = fromOffset;
    private bool _isAssigned;

    /// <inheritdoc/>
    public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (_error is not null)
            await RefuseAsync(cancellationToken).ConfigureAwait(false);
        if (!_isAssigned)
            await AssignAsync(cancellationToken).ConfigureAwait(false);
        if (TryTake() || (maxWait > TimeSpan.Zero && await WaitAndTakeAsync(maxWait, cancellationToken).ConfigureAwait(false)))
            return _batch;
        if (_error is not null)
            await RefuseAsync(cancellationToken).ConfigureAwait(false);
        return health.Outage is { } outage ? throw new LogUnavailableException(outage) : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _batch.Dispose();
        if (_consumer is null)
            return ValueTask.CompletedTask;
        if (_isAssigned)
            _consumer.Unassign(partition);
        _queue!.Dispose();
        _consumer.Release(partition);
        _consumer = null;
        return ValueTask.CompletedTask;
    }

    private async Task<bool> WaitAndTakeAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)Math.Ceiling(maxWait.TotalMilliseconds);
        do
        {
            var left = TimeSpan.FromMilliseconds(Math.Max(0, until - Environment.TickCount64));
            if (!await _queue!.WaitAsync(left, cancellationToken).ConfigureAwait(false))
                return TryTake();
            if (TryTake())
                return true;
        }
        while (_error is null);
        return false;
    }

    private bool TryTake()
    {
        var count = _queue!.Take(_batch.Room);
        if (count == 0)
            return false;
        if (!_batch.Fill(count, _nextOffset, _consumer!.EndOffset(partition), out _error))
            return false;
        _nextOffset = _batch.NextOffset;
        health.Answered();
        return true;
    }

    private async Task AssignAsync(CancellationToken cancellationToken)
    {
        if (_consumer is null)
        {
            _consumer = pool.Take(partition);
            _queue = _consumer.OpenQueue(partition);
        }

        await PartitionErrors.EnsureInRangeAsync(
            _consumer.QueryOffsets, _consumer.Calls, options, health, partition, _nextOffset, cancellationToken).ConfigureAwait(false);
        try
        {
            _consumer.Assign(partition, _nextOffset);
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Unavailable(options, e.Error, e);
        }

        _isAssigned = true;
    }

    /// <summary>Throws what the error means. The partition is released first and assigned again at the next read.</summary>
    private async Task RefuseAsync(CancellationToken cancellationToken)
    {
        var error = _error!.ToError();
        _error = null;
        _isAssigned = false;
        _consumer!.Unassign(partition);
        if (PartitionErrors.IsOutOfRange(error))
        {
            await PartitionErrors.EnsureInRangeAsync(
                _consumer.QueryOffsets, _consumer.Calls, options, health, partition, _nextOffset, cancellationToken).ConfigureAwait(false);
        }

        throw KafkaErrors.Unavailable(options, error);
    }
}
