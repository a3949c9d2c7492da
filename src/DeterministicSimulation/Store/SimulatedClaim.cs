using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>
/// A claim on its way through the store, an engine's or that of a partition's activation: it waits for a commit under way, then takes the
/// next term.
/// </summary>
/// <param name="what">What is claimed.</param>
/// <param name="take">Takes the next term of it.</param>
internal sealed class SimulatedClaim(
    World world, SimulatedStore store, SimulatedProcess process, string what, Func<long> take, CallFate fate) : IStoreTurn
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
        var term = 0L;
        if (fate.Kind != CallOutcome.FailsBefore)
        {
            term = take();
            world.Note(
                process.Name, $"claims {what}: term {term}{(fate.Kind == CallOutcome.FailsAfter ? ", and the answer is lost" : "")}");
        }

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
