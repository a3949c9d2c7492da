using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.DeadLetters;

/// <summary>Turns an outage of PostgreSQL into the store's exception.</summary>
internal static class StoreCalls
{
    /// <param name="what">What could not be done, for the message.</param>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public static async Task<T> GuardAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of(what, e);
        }
    }
}
