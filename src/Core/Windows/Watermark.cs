namespace StreamPulse.Core.Windows;

/// <summary>Event-time watermarks as milliseconds since the Unix epoch: no event before it is expected any more.</summary>
public static class Watermark
{
    /// <summary>Before the first event.</summary>
    public const long None = long.MinValue;

    /// <summary>
    /// Windows that start before this accept no events of a partition any more: it has passed them by the allowed lateness.
    /// </summary>
    /// <param name="maxBoundedTimeMs">Latest bounded time of the partition, or <see cref="None"/>.</param>
    public static long PassedBefore(long maxBoundedTimeMs, PipelineSettings settings)
        => maxBoundedTimeMs == None
            ? None
            : FromMaxEventTime(maxBoundedTimeMs, settings.OutOfOrderness)
                - (long)settings.AllowedLateness.TotalMilliseconds - settings.Windows.SizeMs + 1;

    /// <summary>Bounded out-of-orderness: the latest event time seen, less the bound.</summary>
    public static long FromMaxEventTime(long maxEventTimeMs, TimeSpan outOfOrderness)
        => maxEventTimeMs == None ? None : maxEventTimeMs - (long)outOfOrderness.TotalMilliseconds;
}
