namespace StreamPulse.Core.Results;

/// <summary>
/// Port to the committed results. Where a <see cref="WindowSelection"/> carries a live snapshot, stored rows of the snapshot's open
/// windows are left out and the snapshot's rows take their place, so that no window is counted twice.
/// </summary>
/// <remarks>Every method but <see cref="CheckAsync"/> reads one consistent state of the store.</remarks>
public interface IStoredResults
{
    /// <summary>Totals over all windows of the selection.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<RealtimeTotals>> GetRealtimeAsync(WindowSelection selection, CancellationToken cancellationToken);

    /// <summary>The <paramref name="limit"/> contents with most downloads, most first, then by content id (ordinal).</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<IReadOnlyList<ContentTotals>>> GetTrendingAsync(
        WindowSelection selection, int limit, CancellationToken cancellationToken);

    /// <summary>All regions, most downloads first, then by name (ordinal).</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<IReadOnlyList<RegionTotals>>> GetRegionsAsync(WindowSelection selection, CancellationToken cancellationToken);

    /// <summary>
    /// The <paramref name="limit"/> devices with most downloads over all their operating systems, most first, then by name (ordinal).
    /// </summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<IReadOnlyList<DeviceTotals>>> GetDevicesAsync(
        WindowSelection selection, int limit, CancellationToken cancellationToken);

    /// <summary>One item a window that has rows, ascending; windows without rows are left out.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<IReadOnlyList<WindowTotals>>> GetTimeSeriesAsync(WindowSelection selection, CancellationToken cancellationToken);

    /// <summary>Alerts, newest first.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<AlertList>> GetAlertsAsync(AlertSelection selection, CancellationToken cancellationToken);

    /// <summary>How far each partition of the log is processed.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<IReadOnlyList<PartitionStatus>>> GetPipelineAsync(CancellationToken cancellationToken);

    /// <summary>Checks that the store answers, and what is wrong with clocks.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoreCondition> CheckAsync(CancellationToken cancellationToken);
}
