using Microsoft.Extensions.Logging;
using StreamPulse.Gateway.Hosting;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline.Ports;

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
var logger = loggers.CreateLogger("StreamPulse.Gateway");
try
{
    await using var app = await GatewayHost.BuildAsync(GatewayConfiguration.Load(), logging, CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is GatewaySettingsException or KafkaOptionsException)
{
    GatewayLog.WrongSettings(logger, e.Message);
    return 2;
}
catch (Exception e) when (e is StoreUnavailableException or StreamPulse.Log.LogUnavailableException or IOException)
{
    GatewayLog.CannotRun(logger, e.Message);
    return 3;
}
