using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Silo.Hosting;

/// <summary>
/// Until this silo is active: declares dead the silos that have given no sign of life while it watched, for <see cref="SilentPeriods"/> of the periods in which
/// a silo must give one. A silo joins only when it has reached all that count as active. When all died at once nobody is left to declare them dead, and
/// without this the next ones would try to reach them for minutes and then give up.
/// </summary>
/// <remarks>It compares signs of one silo with each other and never with a clock of this one. A living silo that is wronged ends and can be started again.</remarks>
internal sealed class SilentSilos(
    PostgresMembership membership, ISiloStatusOracle local, SiloSettings settings, TimeProvider time, ILogger<SilentSilos> logger) : BackgroundService
{
    /// <summary>As many as Orleans allows to be missed before it calls a member stale, and one more.</summary>
    private const int SilentPeriods = 4;

    private readonly Dictionary<SiloSign, long> _firstSeen = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(settings.DeadAfter, time);
            do
                await LookAsync(stoppingToken);
            while (local.CurrentStatus is SiloStatus.Created or SiloStatus.Joining or SiloStatus.None && await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
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
                if (_firstSeen.TryAdd(silo, time.GetTimestamp()) || time.GetElapsedTime(_firstSeen[silo]) < SilentPeriods * settings.DeadAfter)
                    continue;
                if (await membership.DeclareDeadAsync(silo, cancellationToken))
                    SiloLog.DeclaredDead(logger, silo.Address, silo.Port, SilentPeriods * settings.DeadAfter);
            }
        }
        catch (StoreUnavailableException)
        {
            _firstSeen.Clear(); // while the database was away nobody could give a sign
        }
    }
}
