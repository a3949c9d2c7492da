using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Log;

namespace StreamPulse.Standalone.Hosting;

/// <summary>Creates the topics that are missing, where that is wanted, as soon as a broker answers. Does nothing else.</summary>
internal sealed partial class TopicService(
    EventLogSession log, StandaloneOptions options, TimeProvider time, ILogger<TopicService> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isTold = false;
        while (options.Kafka.CreateTopics && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await log.Kafka!.EnsureTopicsAsync(stoppingToken);
                return;
            }
            catch (LogUnavailableException e)
            {
                if (!isTold)
                    NotYet(logger, e.Message);
                isTold = true;
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    [LoggerMessage(1130, LogLevel.Warning, "The topics cannot be created yet; it is tried again every two seconds. {Reason}")]
    private static partial void NotYet(ILogger logger, string reason);
}
