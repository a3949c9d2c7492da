namespace StreamPulse.Log;

/// <summary>Port to an event log: partitions, each an ordered sequence of records that only grows at its end.</summary>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>All partitions that exist now, in order of their number. New ones may appear at any time.</summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached; trying again can help.</exception>
    Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken);

    /// <summary>Which log this is: offsets and checkpoints mean something for this one only.</summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached; trying again can help.</exception>
    Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Opens a reader whose first record is the one at <paramref name="fromOffset"/>.</summary>
    ILogReader OpenReader(int partition, long fromOffset);

    /// <summary>
    /// Told that everything before <paramref name="nextOffset"/> is in the results for good, so that the log's own tools can show the lag.
    /// Returns at once, never fails, and decides nothing: reading begins where the checkpoint says. Thread-safe.
    /// </summary>
    void Checkpointed(int partition, long nextOffset);
}

/// <summary>Which log it is that offsets belong to.</summary>
/// <param name="Kind">"embedded" or "kafka".</param>
/// <param name="Name">Name of the topic; empty for the embedded log. Not an address: a broker may move.</param>
/// <param name="Incarnation">
/// The same as long as offsets go on counting (a topic's id), another one for a topic that was deleted and created again; null where the
/// log does not tell.
/// </param>
public sealed record LogIdentity(string Kind, string Name, string? Incarnation)
{
    /// <summary>Whether offsets of the one mean the same in the other. An incarnation that is not known counts as equal.</summary>
    public bool IsSameAs(LogIdentity other)
        => Kind == other.Kind && Name == other.Name
            && (Incarnation is null || other.Incarnation is null || Incarnation == other.Incarnation);
}

/// <summary>A partition as it stood when it was asked for. Offsets count records.</summary>
/// <param name="Partition">Number of the partition, from 0.</param>
/// <param name="EarliestOffset">First offset still kept.</param>
/// <param name="EndOffset">Offset that the next appended record will get.</param>
/// <param name="Sealed">True when no record will ever be appended again (an import that is complete).</param>
public sealed record LogPartition(int Partition, long EarliestOffset, long EndOffset, bool Sealed);
