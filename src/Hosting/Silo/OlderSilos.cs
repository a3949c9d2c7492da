using Npgsql;
using StreamPulse.Storage;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Hosting.Silo;

/// <summary>
/// Keeps a program of a newer version from changing the tables under silos of an older one, which may no longer know what they find in
/// them. A program that only looks (verify, psql) upgrades the database too.
/// </summary>
internal static class OlderSilos
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The check before an upgrade; null where the options say that it is to be made in any case.</summary>
    public static BeforeUpgrade? CheckOf(StreamPulseOptions options)
        => options.UpgradeBesideOlder ? null
            : (dataSource, from, to, cancellationToken) => CheckAsync(dataSource, options.DeadAfter, from, to, cancellationToken);

    private static async Task CheckAsync(
        NpgsqlDataSource dataSource, TimeSpan heartbeat, int from, int to, CancellationToken cancellationToken)
    {
        var membership = new PostgresMembership(dataSource);
        if (!await membership.ExistsAsync(cancellationToken))
            return;
        var liveness = new SiloLiveness(membership, heartbeat, TimeProvider.System);
        while (await liveness.LookAsync(static _ => { }, cancellationToken) is { Count: > 0 } silos)
        {
            if (silos.FirstOrDefault(static s => s.IsAlive) is { } alive)
                throw new MigrationException(Describe(alive.Silo, from, to));
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static string Describe(SiloSign silo, int from, int to)
        => FormattableString.Invariant(
            $"The database has the tables of an older version (schema {from}; this build has {to}), and a silo of it runs there, ")
            + FormattableString.Invariant($"{silo.Address}:{silo.Port} on {silo.HostName}. Nothing was changed. Stop the older programs ")
            + "first, or use a program of their version. Where the release says that both can run together, "
            + "STREAMPULSE_UpgradeBesideOlder=true upgrades at once.";
}
