namespace StreamPulse.Core.Windows;

/// <summary>
/// The watermark over all partitions: the minimum over the active ones. When every partition that has events is idle or finished,
/// nothing is known to be on its way and the watermark moves to the end of the last window that has events, so that its rows appear.
/// It never goes back. A partition that is behind it by more than the allowed lateness (an import of old events beside live ones) does not
/// hold it back either: of the windows that it could still add to, the closed ones have their rows revised, and the others are closed once
/// that partition has passed them too. It decides when rows appear, never their values: lateness is judged by each partition's own
/// watermark.
/// </summary>
public static class MergedWatermark
{
    /// <summary>The next merged watermark.</summary>
    /// <param name="previous">The one before, or <see cref="Watermark.None"/>.</param>
    public static long Next(long previous, ReadOnlySpan<PartitionProgress> partitions, PipelineSettings settings)
    {
        var least = long.MaxValue;
        var latestEvent = Watermark.None;
        foreach (var partition in partitions)
        {
            latestEvent = Math.Max(latestEvent, partition.MaxEventTimeMs);
            var own = Watermark.FromMaxEventTime(partition.MaxEventTimeMs, settings.OutOfOrderness);
            if (partition.Phase == PartitionPhase.Active && !IsFarBehind(own, previous, settings))
                least = Math.Min(least, own);
        }

        if (latestEvent == Watermark.None)
            return previous;
        if (least == long.MaxValue)
            least = settings.Windows.StartOf(latestEvent) + settings.Windows.SizeMs;
        return Math.Max(previous, least);
    }

    private static bool IsFarBehind(long own, long previous, PipelineSettings settings)
        => previous != Watermark.None && own < previous - (long)settings.AllowedLateness.TotalMilliseconds;
}
