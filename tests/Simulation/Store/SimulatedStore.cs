using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scenarios;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Store;

/// <summary>
/// The database of a simulated world: durable, shared by all processes, each of which sees it through a <see cref="StoreConnection"/>.
/// Transactions that commit partitions or retire windows run one after the other, as the row locks make those of the same partition or
/// window in PostgreSQL.
/// </summary>
/// <param name="clockFault">When its clock is wrong, which is also that of the log; null for never.</param>
internal sealed class SimulatedStore(World world, Mutant mutant, ClockFault? clockFault = null)
{
    private readonly Queue<ILockRequest> _waiting = new();
    private ILockRequest? _active;

    /// <summary>How reliable the way to it is.</summary>
    public NetworkConditions Network { get; } = new(world.Random.Fork());

    public StoreState State { get; } = new();

    /// <summary>Its clock, which may be wrong, in milliseconds since the Unix epoch.</summary>
    public long NowMs => world.UnixTimeMs + (clockFault?.AheadMs(world.Now) ?? 0);

    public Mutant Mutant { get; } = mutant;

    /// <summary>The latest time that anybody can believe it to be: whoever has read the wrong clock goes on from there.</summary>
    public long LatestMs
        => world.UnixTimeMs + (clockFault is not null && world.Now >= clockFault.From ? (long)clockFault.By.TotalMilliseconds : 0);

    /// <summary>Called when a partition's commit arrives.</summary>
    public Action<CommitTransaction> OnSubmitted { get; set; } = static _ => { };

    /// <summary>Called after each commit of a partition, with everything in the state.</summary>
    public Action OnCommitted { get; set; } = static () => { };

    /// <summary>Whether a transaction is open or waits.</summary>
    public bool IsBusy => _active is not null || _waiting.Count > 0;

    /// <summary>Gives it the locks when those before it have ended.</summary>
    public void RequestLocks(ILockRequest request)
    {
        if (request is CommitTransaction commit)
            OnSubmitted(commit);
        _waiting.Enqueue(request);
        if (_active is null)
            GrantNext();
    }

    /// <summary>Told by the one that holds the locks that it has ended.</summary>
    public void ReleaseLocks(ILockRequest request)
    {
        if (_active != request)
            return;
        _active = null;
        GrantNext();
    }

    private void GrantNext()
    {
        while (_active is null && _waiting.TryDequeue(out var next))
        {
            if (next.IsAbandoned)
                continue;
            _active = next;
            next.OnLocksAcquired();
        }
    }
}
