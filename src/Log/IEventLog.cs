namespace StreamPulse.Log;

/// <summary>Port to an event log: partitions, each an ordered sequence of records that only grows at its end.</summary>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>All partitions that exist now, in order of their number. New ones may appear at any time.</summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached; trying again can help.</exception>
    Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken);

    /// <summary>Opens a reader whose first record is the one at <paramref name="fromOffset"/>.</summary>
    ILogReader OpenReader(int partition, long fromOffset);
}

/// <summary>A partition as it stood when it was asked for. Offsets count records.</summary>
/// <param name="Partition">Number of the partition, from 0.</param>
/// <param name="EarliestOffset">First offset still kept.</param>
/// <param name="EndOffset">Offset that the next appended record will get.</param>
/// <param name="Sealed">True when no record will ever be appended again (an import that is complete).</param>
public sealed record LogPartition(int Partition, long EarliestOffset, long EndOffset, bool Sealed);
