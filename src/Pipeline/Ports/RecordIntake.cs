using StreamPulse.Core.Partials;
using StreamPulse.Log;

namespace StreamPulse.Pipeline.Ports;

/// <summary>How a record of the log is added to a partition's aggregator.</summary>
public static class RecordIntake
{
    /// <summary>
    /// Adds a record. Where the log does not say when it took the record, the time of this reading stands for it: a dead letter for being
    /// in the future is then committed with that time, and every later reading takes the decision from there (ADR 0022).
    /// </summary>
    /// <param name="readAtMs">The pipeline's clock, milliseconds since the Unix epoch.</param>
    /// <exception cref="ClockSetBackException">
    /// The record was taken so long before the watermark that it can only be the clock that was set back; nothing has changed.
    /// </exception>
    public static void Add(this PartitionAggregator aggregator, in LogRecord record, long readAtMs)
    {
        var isFirstReading = record.IngestionTimeMs is null;
        var ingestionTimeMs = record.IngestionTimeMs ?? readAtMs;
        if (record.Offset >= aggregator.NextOffset && aggregator.IsAheadOf(ingestionTimeMs, isFirstReading))
            throw new ClockSetBackException(ingestionTimeMs);
        aggregator.Add(record.Offset, ingestionTimeMs, record.Key, record.Value, record.TimeMs, isFirstReading: isFirstReading);
    }
}
