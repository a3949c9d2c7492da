using StreamPulse.Log;
using StreamPulse.Simulation;
using StreamPulse.Standalone.Generate;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>Puts simulated events into a log.</summary>
internal static class LogFill
{
    public static async Task GenerateAsync(IEventLogAppender log, SimulationOptions options, long events)
        => await new PacedGenerator(new DownloadSimulator(options), new LogEventOutput(log), TimeProvider.System)
            .RunAsync(events, false, null, default);
}
