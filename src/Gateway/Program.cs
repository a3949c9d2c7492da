using Microsoft.Extensions.Logging;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Gateway;

using var loggers = LoggerFactory.Create(ProgramLogging.Configure);
return await ProgramExit.RunAsync(loggers.CreateLogger("StreamPulse.Gateway"), static async () =>
{
    await using var app = await GatewayHost.BuildAsync(
        StreamPulseConfiguration.LoadForProgram(), ProgramLogging.Configure, CancellationToken.None);
    await app.RunAsync();
});
