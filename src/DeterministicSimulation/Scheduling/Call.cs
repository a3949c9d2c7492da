namespace StreamPulse.DeterministicSimulation.Scheduling;

/// <summary>
/// A call from a process to something outside it: it arrives after a while, is carried out there, and its answer takes a while too. Its
/// completion must not be asked to run continuations asynchronously: those of WaitAsync and WhenAny would go to the thread pool and be out
/// of the world.
/// </summary>
internal static class Call
{
    /// <summary>Makes the call. What the caller sees is decided by <paramref name="fate"/>.</summary>
    /// <param name="work">What is done there when the call arrives.</param>
    /// <param name="error">What the caller gets when the call fails.</param>
    public static Task<T> MakeAsync<T>(World world, CallFate fate, Func<T> work, Func<Exception> error, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>();
        world.After(fate.There, () =>
        {
            if (fate.Kind == CallOutcome.FailsBefore)
            {
                world.After(fate.Back, () => answer.TrySetException(error()));
                return;
            }

            try
            {
                var result = work();
                if (fate.Kind == CallOutcome.FailsAfter)
                    world.After(fate.Back, () => answer.TrySetException(error()));
                else
                    world.After(fate.Back, () => answer.TrySetResult(result));
            }
            catch (Exception e)
            {
                world.After(fate.Back, () => answer.TrySetException(e));
            }
        });
        return answer.Task.WaitAsync(cancellationToken);
    }
}
