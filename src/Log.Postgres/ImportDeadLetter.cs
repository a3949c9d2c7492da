namespace StreamPulse.Log.Postgres;

/// <summary>A line, or another unit of an imported file, that is no event.</summary>
/// <param name="LineNumber">From 1; in files without lines the number of the record. Unique in its file.</param>
/// <param name="Reason">A stable word.</param>
/// <param name="Detail">The same for people.</param>
/// <param name="Payload">What was there, or its beginning.</param>
public sealed record ImportReject(long LineNumber, string Reason, string Detail, ReadOnlyMemory<byte> Payload);
