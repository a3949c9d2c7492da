namespace StreamPulse.Storage.Recount;

/// <summary>Why windows cannot be recounted.</summary>
public enum LeftOutReason
{
    /// <summary>Records of them, or of times in which records of them can lie, are no longer in the log.</summary>
    Trimmed,

    /// <summary>The log lost records, before they were processed, that may have belonged to them.</summary>
    Gap,
}

/// <summary>
/// A span of event time whose windows cannot be recounted: those that end after <paramref name="FromMs"/> and start at or before
/// <paramref name="ToMs"/>.
/// </summary>
public sealed record LeftOut(LeftOutReason Reason, long FromMs, long ToMs)
{
    /// <summary>Whether the window is one of them.</summary>
    public bool Holds(long windowStartMs, long windowEndMs) => windowEndMs > FromMs && windowStartMs <= ToMs;
}
