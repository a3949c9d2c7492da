using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage;

/// <summary>The exception of the stores' ports for an outage.</summary>
internal static class StoreFailure
{
    /// <param name="what">What could not be done.</param>
    /// <param name="e">An outage, as <see cref="DatabaseErrors.IsOutage"/> says.</param>
    public static StoreUnavailableException Of(string what, Exception e)
        => DatabaseErrors.Of(e) switch
        {
            DatabaseProblem.Full => new StoreUnavailableException($"{what}: the disk of the database is full ({DatabaseErrors.Text(e)})", e)
            {
                IsFull = true,
            },
            DatabaseProblem.Refused => new StoreUnavailableException(
                $"{what}: the database does not let this program in ({DatabaseErrors.Text(e)})", e),
            _ => new StoreUnavailableException($"{what}: {DatabaseErrors.Text(e)}", e),
        };
}
