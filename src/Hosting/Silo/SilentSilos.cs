using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Hosting.Silo;

/// <summary>
/// Until this silo is active, declares dead silos dead. A silo joins only after it has reached all silos that are listed as active. If
/// all silos died at once, no silo is left to declare them dead, and new silos would try to reach them for minutes and then give up.
/// </summary>
internal sealed class SilentSilos(
    SiloLiveness liveness, ISiloStatusOracle local, StreamPulseOptions options, TimeProvider time,
    ILogger<SilentSilos> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(options.DeadAfter, time);
            do
            {
                await LookAsync(stoppingToken);
            }
            while (local.CurrentStatus is SiloStatus.Created or SiloStatus.Joining or SiloStatus.None
                && await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo is stopping.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await liveness.LookAsync(silo => SiloLog.DeclaredDead(logger, silo.Address, silo.Port), cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Retried at the next tick.
        }
    }
}
