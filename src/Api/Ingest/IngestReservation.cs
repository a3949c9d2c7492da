using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Ingest;

/// <summary>What one request uses of an <see cref="IngestBudget"/>. Gives all of it back when it is disposed. Not thread-safe.</summary>
internal sealed class IngestReservation(IngestBudget budget, string? client) : IDisposable
{
    private long _bytes;

    /// <exception cref="ProblemException">There is no room.</exception>
    public void Grow(long bytes)
    {
        budget.Change(client, _bytes, bytes);
        _bytes += bytes;
    }

    public void Shrink(long bytes) => Grow(-bytes);

    /// <inheritdoc/>
    public void Dispose() => Shrink(_bytes);
}
