using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Calls;

/// <summary>Calls of grains whose failures look alike to operators: no answer, make it again.</summary>
internal static class GrainCalls
{
    /// <summary>Waits for the answer.</summary>
    /// <exception cref="TimeoutException">There was none, or the grain could not carry out the call.</exception>
    public static async Task<T> WaitAsync<T>(CallTimeout timeout, Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await timeout.WaitAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OrleansException or StoreUnavailableException or LogUnavailableException)
        {
            throw new TimeoutException(e.Message, e);
        }
    }

    /// <inheritdoc cref="WaitAsync{T}"/>
    public static Task WaitAsync(CallTimeout timeout, Task call, CancellationToken cancellationToken)
        => WaitAsync(timeout, Answered(call), cancellationToken);

    private static async Task<bool> Answered(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }
}
