namespace StreamPulse.Log;

/// <summary>Reads one partition forward. For one caller at a time.</summary>
public interface ILogReader : IAsyncDisposable
{
    /// <summary>
    /// The next batch, at least one record long, or null when nothing came within <paramref name="maxWait"/>
    /// (so that the caller can judge idleness). Dispose the batch before asking for the next one.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached; the same call may be made again and skips nothing.</exception>
    /// <exception cref="OffsetOutOfRangeException">The wanted offset is no longer, or not yet, in the log.</exception>
    ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken);
}
