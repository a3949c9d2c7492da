namespace StreamPulse.Log.Postgres;

/// <summary>What retention deleted.</summary>
/// <param name="RecordCount">Records.</param>
/// <param name="SizeBytes">Bytes of payload.</param>
public sealed record TrimResult(long RecordCount, long SizeBytes);
