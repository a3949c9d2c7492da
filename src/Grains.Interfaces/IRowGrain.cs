using Orleans.Concurrency;

namespace StreamPulse.Grains.Interfaces;

/// <summary>
/// Makes the rows of one kind in a share of the windows (<see cref="WindowShares"/>) from what the partitions have committed, and writes
/// them. Its key is the number of the share.
/// </summary>
[Alias("StreamPulse.IRowGrain")]
public interface IRowGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Makes and writes the rows of some windows as far as they have changed. Completes when they are durable; calling it again does no
    /// harm.
    /// </summary>
    /// <returns>For each window, the versions that its rows are made from now.</returns>
    [Alias("Write")]
    Task<RowVersions[]> WriteAsync(WindowList windows);

    /// <summary>Makes the rows of a window that will close soon in advance, as far as it can. Does no harm if it is lost.</summary>
    [OneWay]
    [Alias("Prepare")]
    Task PrepareAsync(long windowStartMs);
}

/// <summary>Rows of content_stats.</summary>
[Alias("StreamPulse.IContentStatsGrain")]
public interface IContentStatsGrain : IRowGrain;

/// <summary>Rows of region_health.</summary>
[Alias("StreamPulse.IRegionHealthGrain")]
public interface IRegionHealthGrain : IRowGrain;

/// <summary>Rows of device_stats.</summary>
[Alias("StreamPulse.IDeviceStatsGrain")]
public interface IDeviceStatsGrain : IRowGrain;

/// <summary>The committed versions that the rows of a window are made from; the arrays correspond by position.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.RowVersions")]
public sealed record RowVersions(
    [property: Id(0)] long WindowStartMs,
    [property: Id(1)] int[] Partitions,
    [property: Id(2)] int[] Versions);
