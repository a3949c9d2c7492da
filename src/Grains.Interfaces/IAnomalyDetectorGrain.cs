namespace StreamPulse.Grains.Interfaces;

/// <summary>The alert rules of one region. Its key is that of the region.</summary>
[Alias("StreamPulse.IAnomalyDetectorGrain")]
public interface IAnomalyDetectorGrain : IGrainWithStringKey
{
    /// <summary>Judges closed windows, ascending; those judged before are passed over. Returns once alerts and state are durable.</summary>
    [Alias("Observe")]
    Task ObserveAsync(RegionWindows windows);
}

/// <summary>Closed windows of a region; the arrays belong together by position.</summary>
/// <param name="MeanSpeedsMbps">0 where nothing was measured.</param>
/// <param name="OthersFlow">Whether any other region has downloads in the window.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.RegionWindows")]
public sealed record RegionWindows(
    [property: Id(0)] long[] StartsMs,
    [property: Id(1)] long[] EndsMs,
    [property: Id(2)] long[] Totals,
    [property: Id(3)] long[] Successful,
    [property: Id(4)] double[] MeanSpeedsMbps,
    [property: Id(5)] long[] SpeedCounts,
    [property: Id(6)] bool[] OthersFlow);
