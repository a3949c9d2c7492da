using StreamPulse.Generator;
using StreamPulse.Log;

namespace StreamPulse.Operations.Generate;

/// <summary>Appends generated downloads to a log in real time.</summary>
public static class GeneratedTraffic
{
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(10);

    /// <summary>Runs until stopped.</summary>
    /// <param name="onFull">Called with the reason when the log is full; events are dropped until it has room.</param>
    public static async Task RunAsync(IEventLogAppender log, GeneratorOptions traffic, Action<string> onFull, CancellationToken stop)
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
                onFull(e.Message);
                await Task.Delay(WhenFull, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
