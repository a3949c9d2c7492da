using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Retention;

namespace StreamPulse.Standalone.Hosting;

/// <summary>Deletes from time to time what is older than it may be.</summary>
internal sealed partial class RetentionService(
    EventLogSession log, RowRetention rows, StandaloneOptions options, AvroSchemaSet schemas, TimeProvider time,
    ILogger<RetentionService> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Retention.Interval, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                var now = time.GetUtcNow();
                if (log.Embedded is { } embedded) // a topic's retention is its brokers'
                    await embedded.TrimAsync(now - options.Retention.Log, options.Retention.LogMaxBytes, EventTimeOf(), stoppingToken);
                await rows.RunAsync(now, stoppingToken);
            }
            catch (Exception e) when (e is LogUnavailableException or StoreUnavailableException)
            {
                LogAway(logger, options.Retention.Interval, e.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Event time of records that can be counted; others have none.</summary>
    private EventTimeOf EventTimeOf()
    {
        var decoder = new AvroEventDecoder(schemas);
        var validator = new EventValidator(options.Pipeline.EventLimits);
        return value => decoder.TryDecode(value, out var e) == RejectionReason.None
            && validator.Validate(e, long.MaxValue / 2) == RejectionReason.None
            ? e.EventTimeMs
            : null;
    }

    [LoggerMessage(1100, LogLevel.Warning, "Retention could not run; it is tried again in {Interval}. Disk use grows until then. {Reason}")]
    private static partial void LogAway(ILogger logger, TimeSpan interval, string reason);
}
