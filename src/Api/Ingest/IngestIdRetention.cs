using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Ingest;

namespace StreamPulse.Api.Ingest;

/// <summary>Deletes expired ids of accepted events, once a minute.</summary>
internal sealed class IngestIdRetention(
    IngestIds ids, IOptions<ApiOptions> options, TimeProvider time, ILogger<IngestIdRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await ForgetAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program is stopping.
        }
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ids.ForgetAsync(options.Value.IngestIdWindow, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            ApiLog.IdsNotDeleted(logger, e.Message);
        }
    }
}
