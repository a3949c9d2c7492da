using StreamPulse.Core.Partials;

namespace StreamPulse.Pipeline.Ports;

/// <summary>
/// Consecutive records of a partition that somebody delivers: every record of [<see cref="FromOffset"/>, <see cref="NextOffset"/>).
/// </summary>
public abstract class DeliveredRecords
{
    /// <summary>Offset of the first record, or one before it where the log has a hole.</summary>
    public abstract long FromOffset { get; }

    /// <summary>Offset at which the next delivery begins.</summary>
    public abstract long NextOffset { get; }

    /// <summary>The partition's end as known when the records were read.</summary>
    public abstract long EndOffset { get; }

    /// <summary>Adds the records in order; those that are in already are passed over by the aggregator.</summary>
    /// <param name="readAtMs">As <see cref="RecordIntake.Add"/> takes it.</param>
    public abstract void AddTo(PartitionAggregator aggregator, long readAtMs);
}
