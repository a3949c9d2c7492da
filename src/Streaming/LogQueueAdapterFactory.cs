using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// Builds the provider. The cache is bounded and holds batches until the consumer has them: while the consumer is behind, nothing is read
/// from the log.
/// </summary>
internal sealed class LogQueueAdapterFactory(
    string name, IEventLog log, ILogPositions positions, LogQueueMapper mapper, LogStreamOptions options,
    ILoggerFactory loggers) : IQueueAdapterFactory
{
    private readonly SimpleQueueAdapterCache _cache = new(new SimpleQueueCacheOptions { CacheSize = options.CacheBatches }, name, loggers);

    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    public async Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken)
    {
        try
        {
            await mapper.RefreshAsync(cancellationToken);
        }
        catch (LogUnavailableException e)
        {
            StreamingLog.PartitionsUnknown(loggers.CreateLogger<LogQueueAdapterFactory>(), options.PartitionPoll, e.Message);
        }

        return new LogQueueAdapter(name, log, positions, options, loggers);
    }

    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    public IStreamQueueMapper GetStreamQueueMapper() => mapper;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId)
        => Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());
}
