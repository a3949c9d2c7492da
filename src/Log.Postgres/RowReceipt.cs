namespace StreamPulse.Log.Postgres;

/// <summary>
/// Identifies one row of event_log beyond doubt: another transaction that gets the same offset after a crash has another time, to the
/// microsecond.
/// </summary>
internal sealed record RowReceipt(int Partition, long Offset, DateTime IngestionTime);
