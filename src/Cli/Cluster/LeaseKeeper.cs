using Npgsql;
using StreamPulse.Cli.Output;
using StreamPulse.Storage.Leases;

namespace StreamPulse.Cli.Cluster;

/// <summary>
/// Holds the cluster's lease on its database, and takes it again after the connection was lost or the database restarted.
/// </summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(60);

    private readonly NpgsqlDataSource _dataSource;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private EngineLease? _lease;

    private LeaseKeeper(NpgsqlDataSource dataSource, EngineLease lease)
    {
        (_dataSource, _lease) = (dataSource, lease);
        _watching = WatchAsync(_stop.Token);
    }

    /// <summary>Completes if another program took the lease while it was lost.</summary>
    public Task Taken => _watching;

    /// <summary>
    /// The lease, or null if another program works on the database. Waits for silos of an earlier, killed run to end, and declares those
    /// that were killed with it dead.
    /// </summary>
    public static async Task<LeaseKeeper?> TryTakeAsync(NpgsqlDataSource dataSource, Terminal terminal, CancellationToken cancellationToken)
    {
        var lease = await EngineLease.TryShareAsStarterAsync(dataSource, cancellationToken);
        if (lease is null)
            return null;
        try
        {
            if (await AreOthersGoneAsync(lease, terminal, cancellationToken))
            {
                await lease.DeclareSilosDeadAsync(cancellationToken);
                return new LeaseKeeper(dataSource, lease);
            }
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }

        await lease.DisposeAsync();
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_lease is not null)
            await _lease.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task<bool> AreOthersGoneAsync(EngineLease lease, Terminal terminal, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var isTold = false;
        while (await lease.CountOthersAsync(cancellationToken) > 0)
        {
            if (TimeProvider.System.GetElapsedTime(started) > LongestEnd)
                return false;
            if (!isTold)
                terminal.Note("Silos of an earlier run are still stopping; waiting for them.");
            isTold = true;
            await Task.Delay(LookAgain, cancellationToken);
        }

        return true;
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (_lease is not null && await _lease.IsHeldAsync(stop))
                continue;
            if (_lease is not null)
                await _lease.DisposeAsync();
            _lease = null;
            try
            {
                _lease = await EngineLease.TryShareAsStarterAsync(_dataSource, stop);
                if (_lease is null)
                    return;
            }
            catch (NpgsqlException)
            {
                // The database is unreachable; the silos log it.
            }
        }
    }
}
