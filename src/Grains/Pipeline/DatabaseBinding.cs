using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Grains.Pipeline;

/// <summary>
/// Checks that the rows of the database were made with these settings and from this log; the first silo records both. One for each silo.
/// </summary>
internal sealed class DatabaseBinding(
    PostgresBinding store, IEventLog log, PipelineSettings settings, PipelineOptions options, TimeProvider time)
{
    private volatile bool _hasSettings;
    private volatile LogIdentity? _identity;
    private volatile LogMismatchException? _mismatch;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private long _checkedAt;

    /// <summary>Why the log is another one than the database's; null where it is the same, as far as is known.</summary>
    public LogMismatchException? Mismatch => _mismatch;

    /// <summary>
    /// Checks the settings once, and that it is still the same log: a topic that was created again starts its offsets from 0.
    /// </summary>
    /// <exception cref="SettingsMismatchException">The database's rows were made with other settings.</exception>
    /// <exception cref="LogMismatchException">They were made from another log.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!_hasSettings)
            await store.EnsureSettingsAsync(settings, cancellationToken);
        _hasSettings = true;
        var found = await log.GetIdentityAsync(cancellationToken);
        Volatile.Write(ref _checkedAt, time.GetTimestamp());
        try
        {
            if (_identity is { } known)
                LogBinding.Check(known, found);
            if (_identity is null or { Incarnation: null })
                _identity = await store.EnsureLogAsync(found, cancellationToken);
            _mismatch = null;
        }
        catch (LogMismatchException e)
        {
            _mismatch = e;
            throw;
        }
    }

    /// <summary>As <see cref="CheckAsync"/>, unless it has succeeded before.</summary>
    /// <inheritdoc cref="CheckAsync"/>
    public Task EnsureAsync(CancellationToken cancellationToken)
        => _identity is not null && _mismatch is null ? Task.CompletedTask : CheckAsync(cancellationToken);

    /// <summary>As <see cref="CheckAsync"/>, unless it ran a short while ago or is running.</summary>
    /// <inheritdoc cref="CheckAsync"/>
    public async Task CheckNowAndThenAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _checkedAt)) < options.PartitionPoll
            || !await _oneAtATime.WaitAsync(0, cancellationToken))
        {
            return;
        }

        try
        {
            await CheckAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
