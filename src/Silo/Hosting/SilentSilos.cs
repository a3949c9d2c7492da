using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Silo.Hosting;

/// <summary>
/// Until this silo is active, declares silos dead that have sent no heartbeat for <see cref="SilentPeriods"/> heartbeat periods. A silo
/// joins only after it has reached all silos that are listed as active. If all silos died at once, nobody is left to declare them dead, and
/// new silos would try to reach them for minutes and then give up.
/// </summary>
/// <remarks>
/// It compares heartbeats of one silo with each other and never with this silo's clock. A living silo that is wrongly declared dead ends
/// and can be restarted.
/// </remarks>
internal sealed class SilentSilos(
    PostgresMembership membership, ISiloStatusOracle local, SiloSettings settings, TimeProvider time,
    ILogger<SilentSilos> logger) : BackgroundService
{
    /// <summary>One more than the number of heartbeats that Orleans allows to be missed.</summary>
    private const int SilentPeriods = 4;

    private readonly Dictionary<SiloSign, long> _firstSeen = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(settings.DeadAfter, time);
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
            var active = await membership.ReadActiveAsync(cancellationToken);
            foreach (var old in _firstSeen.Keys.Except(active).ToList())
                _firstSeen.Remove(old);
            foreach (var silo in active)
            {
                if (_firstSeen.TryAdd(silo, time.GetTimestamp())
                    || time.GetElapsedTime(_firstSeen[silo]) < SilentPeriods * settings.DeadAfter)
                {
                    continue;
                }

                if (await membership.DeclareDeadAsync(silo, cancellationToken))
                    SiloLog.DeclaredDead(logger, silo.Address, silo.Port, SilentPeriods * settings.DeadAfter);
            }
        }
        catch (StoreUnavailableException)
        {
            _firstSeen.Clear(); // while the database was unreachable, no silo could send a heartbeat
        }
    }
}
