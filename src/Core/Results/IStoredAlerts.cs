namespace StreamPulse.Core.Results;

/// <summary>Port to alerts, their history, and what people do about them.</summary>
public interface IStoredAlerts
{
    /// <summary>Alerts that fit, newest first.</summary>
    /// <param name="after">Where the page before ended; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<AlertPage>> ListAsync(AlertFilter filter, AlertPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>The alert with its history; null where there is none of this number.</summary>
    /// <exception cref="StoredResultsUnavailableException">The store cannot answer now.</exception>
    Task<StoredAnswer<AlertCase?>> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>
    /// Carries out the action and records it in the alert's history, in one transaction. Where the alert is in that state already, nothing
    /// changes.
    /// </summary>
    /// <exception cref="StoredResultsUnavailableException">Whether it was done is not known; doing it again does no harm.</exception>
    Task ActAsync(long id, AlertAct act, CancellationToken cancellationToken);
}
