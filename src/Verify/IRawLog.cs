using StreamPulse.Log;
using StreamPulse.Storage.Recount;

namespace StreamPulse.Verify;

/// <summary>Port to the raw log for a recount. Not the one the pipeline reads by, so that a fault there does not hide itself.</summary>
public interface IRawLog
{
    /// <summary>Looks at the log as it is now: every record before a checkpoint that is committed by now is in the view, unless retention took it away.</summary>
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
    /// The records from <paramref name="fromOffset"/> on, up to and without <paramref name="endOffset"/>, in order. Offsets without a record are left out.
    /// Ends by itself also where none of the last offsets has a record.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    /// <exception cref="OffsetOutOfRangeException">Retention took records away since the view was opened.</exception>
    IAsyncEnumerable<RawRecord> ReadAsync(int partition, long fromOffset, long endOffset, CancellationToken cancellationToken);
}

/// <summary>One record as it lies in the log.</summary>
/// <param name="IngestionTimeMs">When the log took it, or <see cref="LogRecord.UnknownIngestionTimeMs"/>.</param>
/// <param name="Value">Valid until the next record is asked for.</param>
public readonly record struct RawRecord(long Offset, long IngestionTimeMs, ReadOnlyMemory<byte> Value);
