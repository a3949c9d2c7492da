namespace StreamPulse.Core.Windows;

/// <summary>Event-time watermarks as milliseconds since the Unix epoch: no event before it is expected any more.</summary>
public static class Watermark
{
    /// <summary>Before the first event.</summary>
    public const long None = long.MinValue;

    /// <summary>Bounded out-of-orderness: the latest event time seen, less the bound.</summary>
    public static long FromMaxEventTime(long maxEventTimeMs, TimeSpan outOfOrderness)
        => maxEventTimeMs == None ? None : maxEventTimeMs - (long)outOfOrderness.TotalMilliseconds;
}
