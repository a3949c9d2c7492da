namespace StreamPulse.Pipeline.Partitions;

/// <summary>The end of a partition of the log, as far as it is known here.</summary>
internal sealed class LogEnds(TimeProvider time)
{
    private bool _isAsked;
    private bool _isSealed;
    private long _askedAt;
    private long? _askedEnd;
    private (long Position, long EndOffset)? _nothing;

    /// <summary>The greatest known end.</summary>
    public long EndOffset { get; private set; }

    /// <summary>Notes the end that a batch names.</summary>
    public void Heard(long endOffset) => EndOffset = Math.Max(EndOffset, endOffset);

    /// <summary>
    /// Notes what the log returned when its end was read, which was after the given time stamp; null where that is not known.
    /// </summary>
    public void Asked(long endOffset, bool isSealed, long? askedAfter)
    {
        EndOffset = Math.Max(EndOffset, endOffset);
        _askedEnd = endOffset;
        _isSealed |= isSealed;
        if (askedAfter is not { } at)
            return;
        _askedAt = _isAsked ? Math.Max(_askedAt, at) : at;
        _isAsked = true;
    }

    /// <summary>Notes that the log was read at this position and had no record there: the offsets up to its end hold none.</summary>
    public void FoundNothingAt(long position) => _nothing = (position, EndOffset);

    /// <summary>Whether there are records after this position, as far as is known.</summary>
    public bool HasMore(long position) => position < EndOffset && _nothing != (position, EndOffset);

    /// <summary>
    /// Whether the log ended before this position when its end was read: it has grown since, or has become shorter; a read decides.
    /// </summary>
    public bool EndedBefore(long position) => _askedEnd < position;

    /// <summary>Whether no record can appear at or after this offset.</summary>
    public bool IsFinished(long position) => _isSealed && !HasMore(position);

    /// <summary>
    /// Whether the log's end was read at least <paramref name="quiet"/> after the given time, and everything it had is read.
    /// </summary>
    public bool IsQuietSince(long timestamp, TimeSpan quiet, long position)
        => _isAsked && !HasMore(position) && time.GetElapsedTime(timestamp, _askedAt) >= quiet;

    /// <summary>Whether the log's end was read and everything it had is read.</summary>
    public bool IsCaughtUp(long position) => _isAsked && !HasMore(position);
}
