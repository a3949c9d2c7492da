namespace StreamPulse.Api.Alerts;

/// <summary>
/// Counts the changes to alerts made through this program, so that cached responses are not used after a change. Other programs on the same
/// database may return a cached response for at most its lifetime.
/// </summary>
internal sealed class AlertChanges
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Note() => Interlocked.Increment(ref _count);
}
