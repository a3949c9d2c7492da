using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Kafka.Hosting;

/// <summary>
/// Creates the topics that are missing, where that is wanted, as soon as a broker answers. Several programs may do so at once.
/// </summary>
internal sealed partial class TopicCreation(
    KafkaEventLog log, KafkaOptions options, TimeProvider time, ILogger<TopicCreation> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isTold = false;
        while (options.CreateTopics && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await log.EnsureTopicsAsync(stoppingToken);
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

    [LoggerMessage(1130, LogLevel.Warning, "The topics cannot be created yet; retrying every two seconds. {Reason}")]
    private static partial void NotYet(ILogger logger, string reason);
}
