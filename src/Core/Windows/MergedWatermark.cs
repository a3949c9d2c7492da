namespace StreamPulse.Core.Windows;

/// <summary>
/// The watermark over all partitions: the minimum over the active ones. When every partition that has events is idle or finished,
/// nothing is known to be on its way and the watermark moves to the end of the last window that has events, so that its rows appear.
/// Neither goes beyond what the clock says: a window does not close before its time is over, whatever events and partitions say.
/// It never goes back. A partition that is behind it by more than the allowed lateness (an import of old events beside live ones) does not
/// hold it back either: of the windows that it could still add to, the closed ones have their rows revised, and the others are closed once
/// that partition has passed them too. It decides when rows appear, never their values: lateness is judged by each partition's own
/// watermark.
/// </summary>
public static class MergedWatermark
{
    /// <summary>The next merged watermark.</summary>
    /// <param name="previous">The one before, or <see cref="Watermark.None"/>.</param>
    /// <param name="clock">The clock, and the last window that has events.</param>
    public static long Next(long previous, ReadOnlySpan<PartitionProgress> partitions, ClosingClock clock, PipelineSettings settings)
    {
        var least = long.MaxValue;
        var hasEvents = false;
        foreach (var partition in partitions)
        {
            hasEvents |= partition.MaxBoundedTimeMs != Watermark.None;
            var own = OwnOf(partition.MaxBoundedTimeMs, clock.NowMs, settings);
            if (partition.Phase == PartitionPhase.Active && !IsFarBehind(own, previous, settings))
                least = Math.Min(least, own);
        }

        if (!hasEvents)
            return previous;
        if (least == long.MaxValue)
            least = clock.LastWindowStartMs is { } last ? Math.Min(last + settings.Windows.SizeMs, clock.NowMs) : previous;
        return Math.Max(previous, least);
    }

    /// <summary>A partition's watermark as far as the clock has come; windows that end after it wait for the partition.</summary>
    public static long OwnOf(long maxBoundedTimeMs, long nowMs, PipelineSettings settings)
        => Watermark.FromMaxEventTime(Math.Min(maxBoundedTimeMs, nowMs), settings.OutOfOrderness);

    private static bool IsFarBehind(long own, long previous, PipelineSettings settings)
        => previous != Watermark.None && own < previous - (long)settings.AllowedLateness.TotalMilliseconds;
}

/// <summary>What the merged watermark is bounded by besides the partitions.</summary>
/// <param name="NowMs">The clock of the store, milliseconds since the Unix epoch.</param>
/// <param name="LastWindowStartMs">Start of the last window that has events and is not closed; null for none.</param>
public readonly record struct ClosingClock(long NowMs, long? LastWindowStartMs);
