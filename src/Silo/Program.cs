using Microsoft.Extensions.Logging;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;

using var loggers = LoggerFactory.Create(ProgramLogging.Configure);
var logger = loggers.CreateLogger("StreamPulse.Silo");
return await ProgramExit.RunAsync(logger, async () =>
{
    var options = StreamPulseConfiguration.LoadForProgram(logger);
    await using var app = await SiloHost.BuildAsync(
        options, SiloPorts.OfProgram(options), ProgramLogging.Configure, CancellationToken.None);
    await app.RunAsync();
});
