namespace StreamPulse.Storage.DeadLetters;

/// <summary>A row of dead_letters without its bytes.</summary>
/// <param name="Stage">"log": a record of the log; "import": a line of a file, which is not in the log.</param>
/// <param name="Position">Offset in the partition, or number of the line.</param>
/// <param name="Reason">A stable word.</param>
/// <param name="Detail">The reason in a sentence, for people.</param>
/// <param name="ValueBytes">Length of the value.</param>
/// <param name="IngestionTime">
/// When the log took the record, or when it was first read where the log does not say; null where that is not known.
/// </param>
/// <param name="CreatedAt">When it became a dead letter.</param>
/// <param name="PublishedAt">When the dead-letter topic acknowledged it; null where it did not, or there is none.</param>
/// <param name="RetryState">Null, "started" (the outcome is not known) or "done".</param>
/// <param name="RetriedAt">When it was done.</param>
public sealed record DeadLetterSummary(
    long Id, string Stage, int Partition, long Position, string Reason, string Detail, int ValueBytes, DateTimeOffset? IngestionTime,
    DateTimeOffset CreatedAt, DateTimeOffset? PublishedAt, string? RetryState, DateTimeOffset? RetriedAt);
