namespace StreamPulse.Streaming;

/// <summary>
/// Where reading of a partition starts: the consumer's checkpoint. The provider itself stores no position: a delivery is a hint that
/// records are there, and the consumer decides what is done.
/// </summary>
public interface ILogPositions
{
    /// <summary>The first offset that the consumer of the partition still needs. May be too low; never too high.</summary>
    /// <exception cref="Exception">It is not known now; the provider retries.</exception>
    Task<long> GetStartAsync(int partition, CancellationToken cancellationToken);
}
