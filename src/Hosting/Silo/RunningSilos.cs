using System.Net;
using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Hosting.Silo;

/// <summary>Finds the pipeline that runs on a database, by the silos that are alive.</summary>
public static class RunningSilos
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How many silos of the cluster run on the database; 0 if none does. Immediate if one of them is on this machine; those of other
    /// machines are waited for until one sends a heartbeat, or all have sent none for so long that they are dead.
    /// </summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    /// <exception cref="DatabaseInUseException">
    /// Silos of another cluster, or silos that cannot be reached, work on the database.
    /// </exception>
    public static Task<int> CountAsync(StreamPulseOptions options, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
        => FindAsync(
            new SiloLiveness(new PostgresMembership(dataSource), options.DeadAfter, TimeProvider.System), options.ClusterId,
            static silos => silos.Count == 0 || silos.Any(static s => s.IsAlive), cancellationToken);

    /// <summary>Checks that no silo works on the database that a silo of this cluster cannot join.</summary>
    /// <inheritdoc cref="CountAsync"/>
    internal static Task CheckAsync(SiloLiveness liveness, string clusterId, CancellationToken cancellationToken)
        => FindAsync(liveness, clusterId, static _ => true, cancellationToken);

    private static async Task<int> FindAsync(
        SiloLiveness liveness, string clusterId, Func<IReadOnlyList<SiloStanding>, bool> isKnown, CancellationToken cancellationToken)
    {
        while (true)
        {
            var silos = await liveness.LookAsync(static _ => { }, cancellationToken);
            var conflicts = silos.Where(s => Conflict(s.Silo, clusterId) is not null).ToList();
            if (conflicts.Find(static s => s.IsAlive) is { } conflict)
                throw new DatabaseInUseException(Conflict(conflict.Silo, clusterId)!);
            if (conflicts.Count == 0 && isKnown(silos))
                return silos.Count;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static string? Conflict(SiloSign silo, string clusterId)
    {
        if (silo.ClusterId != clusterId)
        {
            return $"Silos of the cluster '{silo.ClusterId}' work on this database, and this one belongs to '{clusterId}'. Use one "
                + "ClusterId for all, or another database.";
        }

        return silo.HostName != Dns.GetHostName() && IPAddress.TryParse(silo.Address, out var address) && IPAddress.IsLoopback(address)
            ? $"A silo on {silo.HostName} works on this database and listens on {silo.Address} only, so it cannot be reached from here. "
                + "Set SiloAddress there and here to addresses that the machines can reach, or use another database."
            : null;
    }
}

/// <summary>Silos work on the database that this program cannot join. The user has to decide; the message says what to do.</summary>
public sealed class DatabaseInUseException(string message) : Exception(message);
