namespace StreamPulse.Pipeline.Ports;

/// <summary>
/// The clock that gives ingestion times was ahead and has been put right: the next record was taken before the partition's watermark. The
/// partition has to begin again from its checkpoint with the windows that can change then.
/// </summary>
/// <param name="timeMs">When the record was taken, milliseconds since the Unix epoch.</param>
public sealed class ClockSetBackException(long timeMs) : Exception("The clock of the log was ahead and has been put right.")
{
    /// <summary>The latest bounded time from this record on.</summary>
    public long TimeMs { get; } = timeMs;
}
