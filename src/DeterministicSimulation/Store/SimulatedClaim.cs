using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Storage;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>An engine's claim on its way through the store: it waits for a commit under way, then takes the next term.</summary>
internal sealed class SimulatedClaim(World world, SimulatedStore store, SimulatedProcess process, CallFate fate) : IStoreTurn
{
    private readonly TaskCompletionSource<long> _answer = new();

    /// <inheritdoc/>
    public bool IsGivenUp => false;

    /// <summary>Ends when the caller knows its term.</summary>
    public Task<long> Answer => _answer.Task;

    /// <summary>Sends it.</summary>
    public void Open() => world.After(fate.There, () => store.Submit(this));

    /// <inheritdoc/>
    public void Begin()
    {
        if (fate.Kind != CallOutcome.FailsBefore)
        {
            store.State.Term++;
            world.Note(process.Name, $"claims the store: term {store.State.Term}{(fate.Kind == CallOutcome.FailsAfter ? ", and the answer is lost" : "")}");
        }

        var term = store.State.Term;
        store.Ended(this);
        world.After(fate.Back, () =>
        {
            if (fate.Kind == CallOutcome.Works)
                _answer.TrySetResult(term);
            else
                _answer.TrySetException(new StoreUnavailableException("The simulated store does not answer."));
        });
    }
}
