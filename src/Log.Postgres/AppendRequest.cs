namespace StreamPulse.Log.Postgres;

/// <summary>One call of AppendAsync on its way through the queue.</summary>
internal sealed class AppendRequest(List<EncodedSegment> segments)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<EncodedSegment> Segments { get; } = segments;

    public long SizeBytes { get; } = segments.Sum(segment => (long)segment.SizeBytes);

    public long RecordCount { get; } = segments.Sum(segment => (long)segment.RecordCount);

    /// <summary>Completes when the records are durable; faulted if they are not.</summary>
    public Task Done => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception e)
    {
        _done.TrySetException(e);
        _ = _done.Task.Exception; // observed: a caller that was cancelled no longer waits
    }

    /// <summary>Gives the buffers back.</summary>
    public void Release()
    {
        foreach (var segment in Segments)
            segment.Dispose();
        Segments.Clear();
    }
}
