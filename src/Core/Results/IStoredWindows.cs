namespace StreamPulse.Core.Results;

/// <summary>
/// Port to the rows of single windows, and to what they add up to. As with <see cref="IStoredResults"/>, the rows of a live snapshot take
/// the place of stored ones, and every method reads one consistent state of the store.
/// </summary>
public interface IStoredWindows
{
    /// <summary>
    /// Totals of two periods that follow each other: [From, <paramref name="middle"/>) and [<paramref name="middle"/>, To) of the
    /// selection.
    /// </summary>
    /// <param name="filter">Everything, one region, or one content.</param>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<PeriodPair>> GetSummaryAsync(
        WindowSelection selection, DateTimeOffset middle, PeriodFilter filter, CancellationToken cancellationToken);

    /// <summary>The windows of a content, ascending.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<KeySeries<ContentWindowRow>>> GetContentAsync(string contentId, WindowPage page, CancellationToken cancellationToken);

    /// <summary>The windows of a region, ascending.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<KeySeries<RegionWindowRow>>> GetRegionAsync(string region, WindowPage page, CancellationToken cancellationToken);

    /// <summary>
    /// The windows of a device, ascending, then by operating system (ordinal); of one operating system, or of all when that is null.
    /// </summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<KeySeries<DeviceWindowRow>>> GetDeviceAsync(
        string device, string? osVersion, WindowPage page, CancellationToken cancellationToken);

    /// <summary>Rows of content_stats, by window, then by content id (ordinal). A live snapshot in the selection is passed over.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<WindowRowPage<ContentWindowRow>>> ListContentsAsync(WindowPage page, CancellationToken cancellationToken);

    /// <summary>Rows of region_health, as <see cref="ListContentsAsync"/>.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<WindowRowPage<RegionWindowRow>>> ListRegionsAsync(WindowPage page, CancellationToken cancellationToken);

    /// <summary>Rows of device_stats, as <see cref="ListContentsAsync"/>.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<WindowRowPage<DeviceWindowRow>>> ListDevicesAsync(WindowPage page, CancellationToken cancellationToken);
}
