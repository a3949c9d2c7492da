using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Retention;

namespace StreamPulse.Hosting.Silo;

/// <summary>Periodically deletes data past its retention, on one silo at a time. Kafka brokers delete the records of a topic.</summary>
internal sealed class SiloRetention(
    IEventLog log, RowRetention rows, RetentionGuard guard, StreamPulseOptions options, ISchemaSource schemas, SiloTurn turn,
    TimeProvider time, ILogger<SiloRetention> logger) : BackgroundService
{
    private string? _said;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Retention.Interval, time);
        try
        {
            do
            {
                if (turn.IsMine())
                    await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo is stopping.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (now, refusal) = await guard.DecideAsync(time.GetUtcNow(), cancellationToken);
            if (refusal is not null)
            {
                if (refusal != _said)
                    SiloLog.RetentionRefused(logger, refusal);
                _said = refusal;
                return;
            }

            _said = null;
            await schemas.RefreshAsync(cancellationToken); // to know the event times of what other silos have read
            if (log is PostgresEventLog embedded)
                await embedded.TrimAsync(now - options.Retention.Log, options.Retention.LogMaxBytes, EventTimeOf(), cancellationToken);
            await rows.RunAsync(now, cancellationToken);
            if (log is not PostgresEventLog)
                await rows.DeleteDecisionsAsync(now, await log.GetPartitionsAsync(cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is LogUnavailableException or StoreUnavailableException)
        {
            SiloLog.RetentionWaits(logger, options.Retention.Interval, e.Message);
        }
    }

    /// <summary>Event time of records that can be counted; null for others.</summary>
    private EventTimeOf EventTimeOf()
    {
        var decoder = new AvroEventDecoder(schemas.Schemas);
        var validator = new EventValidator(options.Pipeline.EventLimits);
        return value => decoder.TryDecode(value, out var e) == RejectionReason.None
            && validator.Validate(e, long.MaxValue / 2) == RejectionReason.None
            ? e.EventTimeMs
            : null;
    }
}
