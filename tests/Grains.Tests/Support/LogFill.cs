using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Operations.Generate;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>Puts generated events into a log.</summary>
internal static class LogFill
{
    public static async Task GenerateAsync(IEventLogAppender log, GeneratorOptions options, long events)
        => await new PacedGenerator(new DownloadGenerator(options), new LogEventOutput(log), TimeProvider.System)
            .RunAsync(events, false, null, default);
}
