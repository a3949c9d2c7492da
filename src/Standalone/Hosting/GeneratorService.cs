using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Log;
using StreamPulse.Generator;
using StreamPulse.Standalone.Generate;

namespace StreamPulse.Standalone.Hosting;

/// <summary>Appends generated downloads to the log, in real time, as long as the host runs.</summary>
internal sealed partial class GeneratorService(
    IEventLogAppender log, GeneratorOptions traffic, TimeProvider time, ILogger<GeneratorService> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var generator = new PacedGenerator(new DownloadGenerator(traffic), new LogEventOutput(log), time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await generator.RunAsync(events: null, isPaced: true, progress: null, stoppingToken);
            }
            catch (LogFullException e)
            {
                LogFull(logger, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(10), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    [LoggerMessage(1120, LogLevel.Error,
        "No room for more events in the log; generated ones are dropped until there is. Make room on the disk of the data directory. "
        + "{Reason}")]
    private static partial void LogFull(ILogger logger, string reason);
}
