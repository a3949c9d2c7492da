namespace StreamPulse.Streaming;

/// <summary>
/// Says where reading a partition begins: the consumers' checkpoint. The provider itself keeps no position, so what it delivers is a
/// hint that records are there, and what counts as done is the consumer's to say.
/// </summary>
public interface ILogPositions
{
    /// <summary>The first offset that the consumer of the partition still needs. May be too low; never too high.</summary>
    /// <exception cref="Exception">It cannot be said now; the provider asks again.</exception>
    Task<long> GetStartAsync(int partition, CancellationToken cancellationToken);
}
