using StreamPulse.Log;
using StreamPulse.Storage.Recount;

namespace StreamPulse.Verify;

/// <summary>Port to the raw log for a recount. Independent of the port that the pipeline uses, so that a fault there is found.</summary>
public interface IRawLog
{
    /// <summary>
    /// Opens a view of the log as it is now: it has every record before the committed checkpoints, unless retention has deleted it.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    Task<IRawLogView> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>The raw log at one moment. For one caller at a time.</summary>
public interface IRawLogView : IAsyncDisposable
{
    /// <summary>Which log it is.</summary>
    LogIdentity Identity { get; }

    /// <summary>Where its partitions begin.</summary>
    IReadOnlyCollection<LogBeginning> Beginnings { get; }

    /// <summary>
    /// The records from <paramref name="fromOffset"/> on, up to and without <paramref name="endOffset"/>, in order. Offsets without a
    /// record are left out. Ends also where the last offsets have no record.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    /// <exception cref="OffsetOutOfRangeException">Retention has deleted records since the view was opened.</exception>
    IAsyncEnumerable<RawRecord> ReadAsync(int partition, long fromOffset, long endOffset, CancellationToken cancellationToken);
}

/// <summary>One record of the log.</summary>
/// <param name="IngestionTimeMs">When the log took it, by its own clock; null where it does not say.</param>
/// <param name="Value">Valid until the next record is read.</param>
public readonly record struct RawRecord(long Offset, long? IngestionTimeMs, ReadOnlyMemory<byte> Value);
