namespace StreamPulse.Pipeline.Closing;

/// <summary>
/// Decides when the next round of closing runs: at once when a partition has news or the last round has left something to do, but not more
/// often than every <see cref="PipelineOptions.ProgressInterval"/>; and whenever the log's partitions are to be read. Those rounds
/// also find news whose notification was lost, and idle partitions. For one thread at a time.
/// </summary>
internal sealed class RoundSchedule(PartitionPoll poll, PipelineOptions options, TimeProvider time)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(250);

    private bool _isWanted = true;
    private long _pauseFrom = time.GetTimestamp();
    private TimeSpan _pause = TimeSpan.Zero;

    /// <summary>How long to wait for the next round; zero when it is due.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            var pause = _pause - time.GetElapsedTime(_pauseFrom);
            var wait = _isWanted || pause > poll.UntilDue ? pause : poll.UntilDue;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>A partition has news.</summary>
    public void NoteNews() => _isWanted = true;

    /// <summary>A round begins: it includes all news so far.</summary>
    public void NoteBegun()
    {
        _isWanted = false;
        Pause(options.ProgressInterval);
    }

    /// <summary>A round has ended.</summary>
    /// <param name="hasMore"><see cref="ClosingOperator.HasMore"/>.</param>
    /// <param name="isSettled"><see cref="ClosingOperator.IsSettled"/>.</param>
    public void NoteEnded(bool hasMore, bool isSettled)
    {
        _isWanted |= hasMore;
        poll.NoteSettled(isSettled);
    }

    /// <summary>A round has failed: it is repeated after a pause.</summary>
    public void NoteFailed()
    {
        _isWanted = true;
        Pause(AfterFailure);
    }

    private void Pause(TimeSpan pause) => (_pauseFrom, _pause) = (time.GetTimestamp(), pause);
}
