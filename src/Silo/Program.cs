using Microsoft.Extensions.Logging;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;

using var loggers = LoggerFactory.Create(ProgramLogging.Configure);
return await ProgramExit.RunAsync(loggers.CreateLogger("StreamPulse.Silo"), static async () =>
{
    var options = StreamPulseConfiguration.LoadForProgram();
    await using var app = await SiloHost.BuildAsync(
        options, SiloPorts.OfProgram(options), ProgramLogging.Configure, CancellationToken.None);
    await app.RunAsync();
});
