namespace StreamPulse.Storage.Replay;

/// <summary>A partition as a replay sees it.</summary>
/// <param name="NextOffset">Where its checkpoint stands: rows are those of the records before.</param>
/// <param name="TrimmedFromMs">Earliest event time of records that retention took away, if any.</param>
/// <param name="TrimmedToMs">Latest event time of those.</param>
public sealed record ReplayPartition(int Partition, long EarliestOffset, long NextOffset, long? TrimmedFromMs, long? TrimmedToMs)
{
    /// <summary>Whether records of the window may be gone.</summary>
    public bool HasTrimmed(long windowStartMs, long windowEndMs) => TrimmedFromMs < windowEndMs && TrimmedToMs >= windowStartMs;
}
