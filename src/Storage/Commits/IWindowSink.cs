using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.Commits;

/// <summary>Port to where the engine commits what it has made of the log. <see cref="PostgresWindowSink"/> is the one that ships.</summary>
public interface IWindowSink
{
    /// <summary>
    /// Commits the batch, or nothing of it. Checkpoints move only from where the batch says that they stand, and a batch with a term is
    /// taken only while that is the latest one.
    /// </summary>
    /// <param name="mayBeCommitted">
    /// True when an attempt before ended without an answer: if it was this very batch that moved the checkpoints, it was committed.
    /// </param>
    /// <exception cref="StoreUnavailableException">
    /// Whether the batch was committed is not known; call again with <paramref name="mayBeCommitted"/>.
    /// </exception>
    /// <exception cref="FencedException">Another process has moved a checkpoint, or has claimed the store.</exception>
    Task CommitAsync(CommitBatch commit, bool mayBeCommitted, CancellationToken cancellationToken);

    /// <summary>
    /// Announces the rows that a window will have when it closes, if nothing changes until then. A sink may write them ahead where nobody
    /// sees them; one that does nothing is as right. May run beside a commit, and one at a time.
    /// </summary>
    Task PrepareAsync(WindowRows rows, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives up what was prepared; at the end, when no commit is under way.</summary>
    ValueTask ForgetPreparedAsync() => ValueTask.CompletedTask;
}
