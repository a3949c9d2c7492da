namespace StreamPulse.Grains.Interfaces;

/// <summary>Owns the windows of one key: merges what the partitions have of it and writes the row, again whenever that changes.</summary>
[Alias("StreamPulse.IKeyGrain")]
public interface IKeyGrain : IGrainWithStringKey
{
    /// <summary>
    /// A partition's partial of a closing or closed window has changed. Returns once a row that holds it is durable. Saying it again, late or
    /// out of order does no harm.
    /// </summary>
    [Alias("Write")]
    Task WriteAsync(WindowNotice notice);
}

/// <summary>Windows of one content: rows of content_stats.</summary>
[Alias("StreamPulse.IContentStatsGrain")]
public interface IContentStatsGrain : IKeyGrain;

/// <summary>Windows of one region: rows of region_health.</summary>
[Alias("StreamPulse.IRegionHealthGrain")]
public interface IRegionHealthGrain : IKeyGrain;

/// <summary>Windows of one device and operating system version: rows of device_stats.</summary>
[Alias("StreamPulse.IDeviceStatsGrain")]
public interface IDeviceStatsGrain : IKeyGrain;

/// <summary>Which window, and who has something for it.</summary>
/// <param name="Total">How many downloads the partition's partial counts: the row must hold at least those.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.WindowNotice")]
public sealed record WindowNotice(
    [property: Id(0)] long WindowStartMs,
    [property: Id(1)] int Partition,
    [property: Id(2)] long Total);
