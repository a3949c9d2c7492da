namespace StreamPulse.Storage.DeadLetters;

/// <summary>A row of dead_letters with its bytes.</summary>
/// <param name="Key">As it was in the log; null for none, and where the log keeps none.</param>
/// <param name="Value">As it was in the log, or the line of the file.</param>
public sealed record StoredDeadLetter(DeadLetterSummary Summary, byte[]? Key, byte[] Value);
