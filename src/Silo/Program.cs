using Microsoft.Extensions.Logging;
using StreamPulse.Silo.Hosting;

var logging = static (ILoggingBuilder builder) =>
{
    builder.AddSimpleConsole(static console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        console.UseUtcTimestamp = true;
    });
};
using var loggers = LoggerFactory.Create(logging);
try
{
    var app = await SiloHost.BuildAsync(SiloConfiguration.Load(), logging, CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (SiloSettingsException e)
{
    SiloLog.WrongSettings(loggers.CreateLogger("StreamPulse.Silo"), e.Message);
    return 2;
}
catch (Exception e)
{
    SiloLog.Failed(loggers.CreateLogger("StreamPulse.Silo"), e.Message);
    return e is StreamPulse.Pipeline.Ports.StoreUnavailableException ? 3 : 1;
}
