namespace StreamPulse.Log;

/// <summary>Appends events to the live partitions of a log.</summary>
public interface IEventLogAppender
{
    /// <summary>
    /// Appends all records of the batch and returns once the log has them durably. Records of one region keep their order.
    /// Slows the caller down when the log is behind (bounded buffers).
    /// </summary>
    /// <exception cref="LogUnavailableException">Whether the batch was appended is not known; the caller may append it again.</exception>
    /// <exception cref="LogFullException">The disk that holds the log is full; nothing was appended.</exception>
    ValueTask AppendAsync(AppendBatch batch, CancellationToken cancellationToken);
}
