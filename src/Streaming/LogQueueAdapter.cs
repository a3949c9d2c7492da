using Microsoft.Extensions.Logging;
using Orleans.Streams;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>The log as Orleans streams, read only: events are appended to the log itself.</summary>
internal sealed class LogQueueAdapter(string name, IEventLog log, ILogPositions positions, LogStreamOptions options, ILoggerFactory loggers)
    : IQueueAdapter
{
    public string Name => name;

    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
        => new LogQueueReceiver(LogQueueMapper.PartitionOf(queueId), log, positions, options, loggers.CreateLogger<LogQueueReceiver>());

    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
        => throw new NotSupportedException("Streams over a log are read only; append to the log.");
}
