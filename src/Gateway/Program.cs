using Microsoft.Extensions.Logging;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Gateway;

using var loggers = LoggerFactory.Create(ProgramLogging.Configure);
var logger = loggers.CreateLogger("StreamPulse.Gateway");
return await ProgramExit.RunAsync(logger, async () =>
{
    await using var app = await GatewayHost.BuildAsync(
        StreamPulseConfiguration.LoadForProgram(logger), ProgramLogging.Configure, CancellationToken.None);
    await app.RunAsync();
});
