using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Grains.Pipeline;

/// <summary>Checks that the rows of the database were made with these settings and from this log; the first silo records both.</summary>
internal sealed class DatabaseBinding(PostgresBinding store, IEventLog log, PipelineSettings settings)
{
    private volatile LogIdentity? _identity;

    /// <summary>Checks the database against settings and log, once for each silo.</summary>
    /// <exception cref="SettingsMismatchException">Its rows were made with other settings.</exception>
    /// <exception cref="LogMismatchException">Its rows were made from another log.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_identity is not null)
            return;
        await store.EnsureSettingsAsync(settings, cancellationToken);
        await CheckAsync(cancellationToken);
    }

    /// <summary>Checks that it is still the same log: the offsets of a topic that was deleted and created again start from 0.</summary>
    /// <exception cref="LogMismatchException">It is another one.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
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
