using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Interfaces;

/// <summary>
/// Owns the windows of a share of the keys of one kind (<see cref="KeyShares"/>): merges what the partitions have of them and writes their rows, again
/// whenever that changes. Its key is the number of the share.
/// </summary>
[Alias("StreamPulse.IKeyGrain")]
public interface IKeyGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// A partition's partials of closing or closed windows have changed. Ends when for each of them a row that holds it is durable, or could not be written.
    /// Saying it again, late or out of order does no harm.
    /// </summary>
    /// <returns>Positions of those whose row could not be written; ask again.</returns>
    [Alias("WriteRows")]
    Task<int[]> WriteAsync(KeyNotices notices);
}

/// <summary>Windows of contents: rows of content_stats.</summary>
[Alias("StreamPulse.IContentStatsGrain")]
public interface IContentStatsGrain : IKeyGrain;

/// <summary>Windows of regions: rows of region_health.</summary>
[Alias("StreamPulse.IRegionHealthGrain")]
public interface IRegionHealthGrain : IKeyGrain;

/// <summary>Windows of devices with their operating system version: rows of device_stats.</summary>
[Alias("StreamPulse.IDeviceStatsGrain")]
public interface IDeviceStatsGrain : IKeyGrain;

/// <summary>Which keys of which windows, and who has something for them; the arrays belong together by position.</summary>
/// <param name="Totals">How many downloads the partition's partial counts: the row must hold at least those.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.KeyNotices")]
public sealed record KeyNotices(
    [property: Id(0)] int Partition,
    [property: Id(1)] long[] WindowStartsMs,
    [property: Id(2)] Utf8Key[] Keys,
    [property: Id(3)] long[] Totals);
