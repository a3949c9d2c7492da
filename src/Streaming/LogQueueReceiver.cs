using Microsoft.Extensions.Logging;
using Orleans.Streams;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// Reads one partition for its pulling agent. It starts at the consumer's checkpoint and stores nothing: the consumer knows what was
/// delivered.
/// </summary>
internal sealed class LogQueueReceiver(
    int partition, IEventLog log, ILogPositions positions, LogStreamOptions options, ILogger logger) : IQueueAdapterReceiver
{
    private readonly StreamId _stream = StreamId.Create(options.StreamNamespace, partition);
    private readonly LogBatchWriter _writer = new(partition);
    private readonly Queue<IBatchContainer> _ready = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _fetching = Task.CompletedTask;
    private ILogReader? _reader;
    private long _position;

    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <summary>Up to <paramref name="maxCount"/> batches; none when nothing came within the read's wait.</summary>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            if (_ready.Count == 0)
                await (_fetching = FetchAsync(ended.Token));
        }
        catch (LogUnavailableException e)
        {
            StreamingLog.LogAway(logger, partition, e.Message);
            throw;
        }
        catch (OffsetOutOfRangeException)
        {
            await CloseAsync(); // the consumer decides what that means; its checkpoint is read again
            throw;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return []; // the agent is being stopped
        }

        var taken = new List<IBatchContainer>();
        while ((maxCount < 0 || taken.Count < maxCount) && _ready.TryDequeue(out var next))
            taken.Add(next);
        return taken;
    }

    /// <summary>The cache has removed these batches, so that none of them is delivered again.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages)
    {
        foreach (var message in messages)
            ((LogBatchContainer)message).Batch.Release();
        return Task.CompletedTask;
    }

    /// <summary>Ends a read that waits for records, then reading.</summary>
    public async Task Shutdown(TimeSpan timeout)
    {
        await _stopping.CancelAsync();
        await _fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await CloseAsync();
        StreamingLog.Stopped(logger, partition);
    }

    private async Task CloseAsync()
    {
        if (_reader is not { } reader)
            return;
        _reader = null;
        await reader.DisposeAsync();
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        if (_reader is null)
        {
            _position = await positions.GetStartAsync(partition, cancellationToken);
            _reader = log.OpenReader(partition, _position);
            StreamingLog.Reading(logger, partition, _position);
        }

        using var batch = await _reader.ReadAsync(options.ReadWait, cancellationToken);
        if (batch is null)
            return;
        try
        {
            Divide(batch);
        }
        catch
        {
            await CloseAsync(); // the reader is past records that were not taken
            throw;
        }
    }

    private void Divide(RecordBatch batch)
    {
        _writer.Begin(_position);
        while (true)
        {
            if (batch.TryTakeRun(options.BatchBytes / 2, out var taken))
            {
                if (_writer.SizeBytes > 0)
                    EndBatch(batch.EndOffset);
                Add(_writer.Wrap(_position, taken, batch.EndOffset));
                _writer.Begin(_position);
            }
            else if (batch.TryReadRun(options.BatchBytes - _writer.SizeBytes, out var run))
            {
                _writer.Add(run);
                if (_writer.SizeBytes >= options.BatchBytes)
                    EndBatch(batch.EndOffset);
            }
            else
            {
                break;
            }
        }

        if (_position < batch.NextOffset)
            Add(_writer.End(batch.EndOffset, batch.NextOffset));
    }

    private void EndBatch(long endOffset)
    {
        Add(_writer.End(endOffset));
        _writer.Begin(_position);
    }

    private void Add(LogBatch batch)
    {
        _position = batch.NextOffset;
        _ready.Enqueue(new LogBatchContainer(_stream, batch));
    }
}
