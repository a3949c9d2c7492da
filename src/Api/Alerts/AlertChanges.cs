namespace StreamPulse.Api.Alerts;

/// <summary>
/// Counts what people do about alerts through this program, so that answers from before are not given again after it. Other programs on the same
/// database give theirs for a stored answer's lifetime at most.
/// </summary>
internal sealed class AlertChanges
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Note() => Interlocked.Increment(ref _count);
}
