using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.Restore;

/// <summary>
/// Port to what the engine reads back and to the few things that it writes beside commits. <see cref="PostgresPipelineStore"/> is the one
/// that ships. Every call may throw <see cref="StoreUnavailableException"/>: whether it did anything is not known then, and it may be made
/// again.
/// </summary>
public interface IPipelineStore
{
    /// <summary>Makes sure that the rows were made with these settings; the first caller lays them down.</summary>
    /// <exception cref="SettingsMismatchException">They were made with others.</exception>
    Task EnsureSettingsAsync(PipelineSettings settings, CancellationToken cancellationToken);

    /// <summary>Binds the store to the log; a log that tells its incarnation later may be told again.</summary>
    /// <returns>The log as the store knows it.</returns>
    /// <exception cref="LogMismatchException">It belongs to another log.</exception>
    Task<LogIdentity> EnsureLogAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the caller the owner: commits of engines that claimed before are refused from now on. After <see cref="EnsureSettingsAsync"/>,
    /// before anything is loaded.
    /// </summary>
    /// <returns>The caller's term; each one is greater than all before.</returns>
    Task<long> ClaimAsync(CancellationToken cancellationToken);

    /// <summary>Everything but the partials; checkpoints are read before what belongs to them.</summary>
    Task<StoredPipeline> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Which (partition, window) pairs have partials.</summary>
    Task<List<(int Partition, long WindowStartMs)>> ListPartialsAsync(CancellationToken cancellationToken);

    /// <summary>All partials of the given windows.</summary>
    Task<List<StoredPartials>> LoadPartialsAsync(
        IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken);

    /// <summary>Makes a checkpoint at the partition's first offset unless there is one.</summary>
    Task<StoredCheckpoint> EnsureCheckpointAsync(int partition, long earliestOffset, CancellationToken cancellationToken);

    /// <summary>Windows that closed, by the store's clock, before <paramref name="closedBefore"/> and are not retired; ascending.</summary>
    Task<List<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken);

    /// <summary>Retires windows: their partials go, their rows stay, and later events of them are late ones.</summary>
    /// <param name="term">The caller's term.</param>
    /// <exception cref="FencedException">Another engine has claimed the store.</exception>
    Task RetireAsync(IReadOnlyCollection<long> windowStartsMs, long term, CancellationToken cancellationToken);
}
