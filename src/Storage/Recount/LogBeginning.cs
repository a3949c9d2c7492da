namespace StreamPulse.Storage.Recount;

/// <summary>Where a partition of the log begins now, and where it ends.</summary>
/// <param name="EarliestOffset">First offset that still exists.</param>
/// <param name="Trimmed">Event times of the records that retention deleted; null where they are not known.</param>
public sealed record LogBeginning(int Partition, long EarliestOffset, TrimmedEvents? Trimmed)
{
    /// <summary>Offset that the next record gets.</summary>
    public long EndOffset { get; init; }

    /// <summary>The file that was imported into it; null for a live partition.</summary>
    public string? File { get; init; }
}

/// <summary>Earliest and latest event time of records that retention deleted; both null when there were none with a time.</summary>
public sealed record TrimmedEvents(long? FromMs, long? ToMs);
