using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Store;

/// <summary>The retirement of windows on its way through the store: it waits for a commit under way, as row locks make it.</summary>
/// <param name="retire">Retires them, and says which it retired.</param>
internal sealed class RetirementTransaction(
    World world, SimulatedStore store, SimulatedProcess process, Func<IReadOnlyList<long>> retire, CallPlan plan) : ILockRequest
{
    private readonly TaskCompletionSource<IReadOnlyList<long>> _answer = new();

    /// <inheritdoc/>
    public bool IsAbandoned => false;

    /// <summary>Ends when the caller knows which windows are retired now.</summary>
    public Task<IReadOnlyList<long>> Answer => _answer.Task;

    /// <summary>Sends it.</summary>
    public void Open() => world.After(plan.RequestDelay, () => store.RequestLocks(this));

    /// <inheritdoc/>
    public void OnLocksAcquired()
    {
        IReadOnlyList<long> retired = [];
        if (plan.Outcome != CallOutcome.RequestLost)
        {
            retired = retire();
            var lost = plan.Outcome == CallOutcome.ResponseLost ? ", and the response is lost" : "";
            world.Note(process.Name, $"retires {retired.Count} windows{lost}");
        }

        store.ReleaseLocks(this);
        world.After(plan.ResponseDelay, () =>
        {
            if (plan.Outcome == CallOutcome.Success)
                _answer.TrySetResult(retired);
            else
                _answer.TrySetException(new StoreUnavailableException("The simulated store does not answer."));
        });
    }
}
