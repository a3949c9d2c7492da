namespace StreamPulse.Storage.Commits;

/// <summary>Port to where the engine commits what it has made of the log. <see cref="PostgresWindowSink"/> is the one that ships.</summary>
public interface IWindowSink
{
    /// <summary>
    /// Commits the batch, or nothing of it. Checkpoints move only from where the batch says that they stand, and a batch with a term is taken only while
    /// that is the latest one.
    /// </summary>
    /// <param name="mayBeCommitted">True when an attempt before ended without an answer: if it was this very batch that moved the checkpoints, it was committed.</param>
    /// <exception cref="StoreUnavailableException">Whether the batch was committed is not known; call again with <paramref name="mayBeCommitted"/>.</exception>
    /// <exception cref="FencedException">Another process has moved a checkpoint, or has claimed the store.</exception>
    Task CommitAsync(CommitBatch commit, bool mayBeCommitted, CancellationToken cancellationToken);
}
