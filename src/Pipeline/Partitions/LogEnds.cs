namespace StreamPulse.Pipeline.Partitions;

/// <summary>How far the log of a partition goes, as far as is known here.</summary>
internal sealed class LogEnds(TimeProvider time)
{
    private bool _isAsked;
    private bool _isSealed;
    private long _askedAt;
    private long? _askedEnd;
    private (long Position, long EndOffset)? _nothing;

    /// <summary>The greatest end that was heard of.</summary>
    public long EndOffset { get; private set; }

    /// <summary>Notes what a batch says.</summary>
    public void Heard(long endOffset) => EndOffset = Math.Max(EndOffset, endOffset);

    /// <summary>Notes what the log said when it was asked, which was after the given time stamp; null where that is not known.</summary>
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

    /// <summary>Whether there are records behind this position, as far as is known.</summary>
    public bool HasMore(long position) => position < EndOffset && _nothing != (position, EndOffset);

    /// <summary>
    /// Whether the log ended before this position when it was asked. It has grown since, or it is shorter than it was: a read tells.
    /// </summary>
    public bool EndedBefore(long position) => _askedEnd < position;

    /// <summary>Whether nothing comes at or after this offset, ever.</summary>
    public bool IsFinished(long position) => _isSealed && !HasMore(position);

    /// <summary>Whether the log was asked at least <paramref name="quiet"/> after the given time, and everything it had is in.</summary>
    public bool IsQuietSince(long timestamp, TimeSpan quiet, long position)
        => _isAsked && !HasMore(position) && time.GetElapsedTime(timestamp, _askedAt) >= quiet;

    /// <summary>Whether the log was asked and everything it had is in.</summary>
    public bool IsCaughtUp(long position) => _isAsked && !HasMore(position);
}
