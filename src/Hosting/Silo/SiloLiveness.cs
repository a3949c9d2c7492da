using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Hosting.Silo;

/// <summary>
/// Finds out which of the silos that the membership table lists as active are alive, and declares the others dead. Silos do that for each
/// other; this is for a program that starts when all of them may have died, or that is no silo.
/// </summary>
/// <remarks>
/// A silo on this machine is dead if it refuses a connection: then no process has its port; if it accepts one, it is alive. Otherwise
/// heartbeats decide. They are compared with each other, never with this machine's clock: a silo that sends none for
/// <see cref="SilentPeriods"/> periods is dead, also one on this machine, whose port another program may have. A living silo that is
/// wrongly declared dead ends and can be restarted; rows stay exact.
/// </remarks>
internal sealed class SiloLiveness(PostgresMembership membership, TimeSpan heartbeat, TimeProvider time)
{
    /// <summary>One more than the number of heartbeats that Orleans allows to be missed.</summary>
    private const int SilentPeriods = 4;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string, string, int, int), (SiloSign Sign, long Since)> _seen = [];

    /// <summary>How long a silo may send no heartbeat.</summary>
    public TimeSpan LongestSilence => SilentPeriods * heartbeat;

    /// <summary>Checks all silos that are listed as active, and declares dead those that are.</summary>
    /// <param name="onDead">Called for each.</param>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<IReadOnlyList<SiloStanding>> LookAsync(Action<SiloSign> onDead, CancellationToken cancellationToken)
    {
        var standings = new List<SiloStanding>();
        foreach (var silo in await ReadAsync(cancellationToken))
        {
            var isAlive = await IsAliveAsync(silo, cancellationToken);
            if (isAlive is not false)
                standings.Add(new SiloStanding(silo, isAlive is true));
            else if (await membership.DeclareDeadAsync(silo, cancellationToken))
                onDead(silo);
        }

        return standings;
    }

    private async Task<IReadOnlyList<SiloSign>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await membership.ReadActiveAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            _seen.Clear(); // while the database was unreachable, no silo could send a heartbeat
            throw;
        }
    }

    /// <returns>Null while it is not known.</returns>
    private async Task<bool?> IsAliveAsync(SiloSign silo, CancellationToken cancellationToken)
    {
        var sendsHeartbeats = SendsHeartbeats(silo);
        if (sendsHeartbeats is false || !IsOnThisMachine(silo))
            return sendsHeartbeats;
        return await AcceptsConnectionAsync(silo, cancellationToken) ?? sendsHeartbeats;
    }

    /// <returns>Null while it is not known.</returns>
    private bool? SendsHeartbeats(SiloSign silo)
    {
        if (!_seen.TryGetValue(silo.Identity, out var last))
        {
            _seen.Add(silo.Identity, (silo, time.GetTimestamp()));
            return null;
        }

        if (last.Sign.At == silo.At)
            return time.GetElapsedTime(last.Since) < LongestSilence ? null : false;
        _seen[silo.Identity] = (silo, time.GetTimestamp());
        return true;
    }

    private static bool IsOnThisMachine(SiloSign silo)
        => silo.HostName == Dns.GetHostName()
            && IPAddress.TryParse(silo.Address, out var address)
            && (IPAddress.IsLoopback(address) || IsOwn(address));

    private static bool IsOwn(IPAddress address)
        => NetworkInterface.GetAllNetworkInterfaces().SelectMany(static n => n.GetIPProperties().UnicastAddresses)
            .Any(a => a.Address.Equals(address));

    private static async Task<bool?> AcceptsConnectionAsync(SiloSign silo, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(ConnectTimeout);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); // throws where no more files may be open
            await socket.ConnectAsync(IPAddress.Parse(silo.Address), silo.Port, bound.Token);
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? false : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>A silo that is listed as active and is not known to be dead.</summary>
/// <param name="IsAlive">Whether it is known to be alive; false while that is not known yet.</param>
internal sealed record SiloStanding(SiloSign Silo, bool IsAlive);
