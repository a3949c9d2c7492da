using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Network;

/// <summary>
/// A call from a process to the log or the store: it arrives after a delay, is carried out there, and its response takes a while too. Its
/// completion must not be asked to run continuations asynchronously: those of WaitAsync and WhenAny would go to the thread pool, where the
/// seed does not decide over them.
/// </summary>
internal static class RemoteCall
{
    /// <summary>Makes the call. What the caller sees is decided by <paramref name="plan"/>.</summary>
    /// <param name="work">What is done there when the call arrives.</param>
    /// <param name="error">What the caller gets when the call fails.</param>
    public static Task<T> SendAsync<T>(World world, CallPlan plan, Func<T> work, Func<Exception> error, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>();
        world.After(plan.RequestDelay, () =>
        {
            if (plan.Outcome == CallOutcome.RequestLost)
            {
                world.After(plan.ResponseDelay, () => answer.TrySetException(error()));
                return;
            }

            try
            {
                var result = work();
                if (plan.Outcome == CallOutcome.ResponseLost)
                    world.After(plan.ResponseDelay, () => answer.TrySetException(error()));
                else
                    world.After(plan.ResponseDelay, () => answer.TrySetResult(result));
            }
            catch (Exception e)
            {
                world.After(plan.ResponseDelay, () => answer.TrySetException(e));
            }
        });
        return answer.Task.WaitAsync(cancellationToken);
    }
}
