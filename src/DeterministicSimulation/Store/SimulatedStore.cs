using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>
/// The database of a simulated world: durable, shared by all processes, each of which sees it through a <see cref="StoreConnection"/>.
/// Transactions that move checkpoints run one after the other, as the row locks on the checkpoints make them in PostgreSQL.
/// </summary>
internal sealed class SimulatedStore(World world, Mutant mutant)
{
    private readonly Queue<IStoreTurn> _waiting = new();
    private IStoreTurn? _active;

    /// <summary>How reliable it is.</summary>
    public Weather Weather { get; } = new(world.Random.Fork());

    public StoreState State { get; } = new();

    public Mutant Mutant { get; } = mutant;

    /// <summary>Called when a transaction arrives.</summary>
    public Action<SimulatedTransaction> OnSubmitted { get; set; } = static _ => { };

    /// <summary>Called after each commit, with everything in the state.</summary>
    public Action<SimulatedTransaction> OnCommitted { get; set; } = static _ => { };

    /// <summary>Whether a transaction is open or waits.</summary>
    public bool IsBusy => _active is not null || _waiting.Count > 0;

    /// <summary>Lets it run when those before it have ended.</summary>
    public void Submit(IStoreTurn turn)
    {
        if (turn is SimulatedTransaction transaction)
            OnSubmitted(transaction);
        _waiting.Enqueue(turn);
        if (_active is null)
            BeginNext();
    }

    /// <summary>Told by the one whose turn it is that it holds no locks any more.</summary>
    public void Ended(IStoreTurn turn)
    {
        if (_active != turn)
            return;
        _active = null;
        BeginNext();
    }

    private void BeginNext()
    {
        while (_active is null && _waiting.TryDequeue(out var next))
        {
            if (next.IsGivenUp)
                continue;
            _active = next;
            next.Begin();
        }
    }
}
