using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Hosting.Silo;

/// <summary>
/// Ends the database sessions of a silo that was declared dead: if it was paused or disconnected in the middle of a transaction, its locks
/// would block the silos that take over its partitions. Every other silo does this; repeating it has no effect.
/// </summary>
internal sealed class DeadSiloSessions(
    IClusterMembershipService membership, SiloSessions sessions, ILogger<DeadSiloSessions> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var alive = new Dictionary<SiloAddress, string>();
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                foreach (var member in snapshot.Members.Values)
                {
                    if (member.Status != SiloStatus.Dead)
                        alive[member.SiloAddress] = member.Name;
                    else if (alive.Remove(member.SiloAddress, out var name))
                        await EndAsync(name, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo is stopping.
        }
    }

    private async Task EndAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await sessions.EndAsync(name, cancellationToken) is var ended and > 0)
                SiloLog.SessionsEnded(logger, name, ended);
        }
        catch (StoreUnavailableException e)
        {
            SiloLog.SessionsLeft(logger, name, e.Message);
        }
    }
}
