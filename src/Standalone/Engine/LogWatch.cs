using Microsoft.Extensions.Logging;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Standalone.Engine;

/// <summary>Asks the log which one it is and which partitions it has, and knows whether it can be reached.</summary>
internal sealed class LogWatch(IEventLog log, IPipelineStore store, ILogger logger)
{
    private volatile LogIdentity? _identity;
    private volatile string? _awayReason;

    /// <summary>The log that the database is bound to; null before it could be asked.</summary>
    public LogIdentity? Identity => _identity;

    /// <summary>Why the log could not be reached when it was last asked; null when it could.</summary>
    public string? AwayReason => _awayReason;

    /// <summary>The partitions of the log that the database belongs to; null when it cannot be reached.</summary>
    /// <exception cref="LogMismatchException">It is another log.</exception>
    /// <exception cref="StoreUnavailableException">The database has to be told which log it is, and cannot be reached.</exception>
    public async Task<IReadOnlyList<LogPartition>?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureSameLogAsync(cancellationToken);
            var partitions = await log.GetPartitionsAsync(cancellationToken);
            if (_awayReason is not null)
                EngineLog.LogBack(logger);
            _awayReason = null;
            return partitions;
        }
        catch (LogUnavailableException e)
        {
            if (_awayReason is null)
                EngineLog.LogNotReached(logger, e.Message);
            _awayReason = e.Message;
            return null;
        }
    }

    /// <summary>Checks that it is still the log that the database belongs to; the first time binds the database to it.</summary>
    /// <exception cref="LogMismatchException">It is another log, or was made again.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    /// <exception cref="StoreUnavailableException">The database has to be told which log it is, and cannot be reached.</exception>
    public async Task EnsureSameLogAsync(CancellationToken cancellationToken)
    {
        var found = await log.GetIdentityAsync(cancellationToken);
        if (_identity is { } known)
        {
            LogBinding.Check(known, found);
            if (known.Incarnation is not null || found.Incarnation is null)
                return;
        }

        _identity = await store.EnsureLogAsync(found, cancellationToken);
    }
}
