using StreamPulse.Cli.Output;
using StreamPulse.Log;
using StreamPulse.Generator;
using StreamPulse.Standalone.Generate;

namespace StreamPulse.Cli.Cluster;

/// <summary>Appends generated downloads to the log from this process: a generator inside a silo would use the silo's threads.</summary>
internal static class GeneratedTraffic
{
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(10);

    /// <summary>Runs until stopped.</summary>
    public static async Task RunAsync(IEventLogAppender log, GeneratorOptions traffic, CancellationToken stop)
    {
        await using var output = new LogEventOutput(log);
        var generator = new PacedGenerator(new DownloadGenerator(traffic), output, TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await generator.RunAsync(events: null, isPaced: true, progress: null, stop);
            }
            catch (LogFullException e)
            {
                Terminal.Error($"The log is full; generated events are dropped until there is space. {e.Message}");
                await Task.Delay(WhenFull, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
