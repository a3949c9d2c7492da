namespace StreamPulse.Log.Postgres;

/// <summary>Consecutive rows of a partition that are about to be deleted, and the span of their event times.</summary>
internal sealed class TrimStep
{
    public long FromOffset { get; private set; }

    public long NextOffset { get; private set; }

    public long SizeBytes { get; private set; }

    public DateTime? FromEventTime { get; private set; }

    public DateTime? ToEventTime { get; private set; }

    public void Add(long offset, int recordCount, byte[] payload, EventTimeOf eventTimeOf)
    {
        if (SizeBytes == 0)
            FromOffset = offset;
        NextOffset = offset + recordCount;
        SizeBytes += payload.Length;
        for (var position = 0; position < payload.Length;)
        {
            if (eventTimeOf(RecordFormat.Read(payload, ref position)) is { } milliseconds)
                Widen(milliseconds);
        }
    }

    private void Widen(long milliseconds)
    {
        var eventTime = DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
                DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())).UtcDateTime;
        if (FromEventTime is null || eventTime < FromEventTime)
            FromEventTime = eventTime;
        if (ToEventTime is null || eventTime > ToEventTime)
            ToEventTime = eventTime;
    }
}
