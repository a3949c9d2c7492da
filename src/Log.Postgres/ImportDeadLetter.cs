namespace StreamPulse.Log.Postgres;

/// <summary>A line or record of an imported file that became no event; stored as a dead letter of stage "import".</summary>
/// <param name="Position">Number of the line, from 1; in files without lines the number of the record. Unique in its file.</param>
/// <param name="Reason">A stable word.</param>
/// <param name="Detail">The reason in a sentence, for people.</param>
/// <param name="Payload">Its bytes, or the first of them.</param>
public sealed record ImportDeadLetter(long Position, string Reason, string Detail, ReadOnlyMemory<byte> Payload);
