using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Storage;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// The pipeline in one process: a worker a partition, one merge loop, one commit at a time. An event goes log, worker, merge loop, commit, and
/// never back. Start it once, stop it once.
/// </summary>
public sealed class PipelineEngine : ILiveState, IAsyncDisposable
{
    private static readonly TimeSpan PartitionPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetirePoll = TimeSpan.FromMinutes(1);

    private readonly IEventLog _log;
    private readonly PipelineSettings _settings;
    private readonly EngineOptions _options;
    private readonly PostgresPipelineStore _store;
    private readonly CommitRunner _commits;
    private readonly EngineMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AvroSchemaSet _schemas;
    private readonly ConcurrentDictionary<int, PartitionWorker> _workers = new();
    private readonly ConcurrentBag<Task> _workerTasks = [];
    private readonly CancellationTokenSource _stopReading = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MergeLoop? _loop;
    private RetiredWindows? _retired;
    private Task _running = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private int _stopping;
    private volatile EngineState _state = EngineState.Starting;

    public PipelineEngine(
        IEventLog log,
        NpgsqlDataSource dataSource,
        PipelineSettings settings,
        EngineOptions options,
        AvroSchemaSet schemas,
        EngineMetrics metrics,
        TimeProvider time,
        ILogger<PipelineEngine> logger)
    {
        (_log, _settings, _options, _schemas, _metrics, _time, _logger) = (log, settings, options, schemas, metrics, time, logger);
        _store = new PostgresPipelineStore(dataSource);
        _commits = new CommitRunner(new PostgresWindowSink(dataSource), metrics, time, logger);
    }

    /// <summary>How the engine is now.</summary>
    public EngineState State => _state == EngineState.Running && _commits.StoreIsAway ? EngineState.StoreAway : _state;

    /// <summary>Ends when the engine has stopped; faulted when it failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Reads the checkpoint and begins.</summary>
    /// <exception cref="SettingsMismatchException">The database's rows were made with other settings.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.EnsureSettingsAsync(_settings, cancellationToken);
        var stored = await _store.LoadAsync(cancellationToken);
        _retired = new RetiredWindows(stored.RetiredWindowStarts);
        var alertRules = AlertRules.Restore(stored.DetectorStates, new DetectorOptions());
        _loop = new MergeLoop(_settings, _options, _store, _commits, alertRules, stored, _metrics, _time);
        _metrics.QueueDepthFrom(() => _loop.QueueDepth);
        var partials = await LoadNeededPartialsAsync(stored, cancellationToken);
        _loop.Restore(partials);
        _running = RunLoopAsync(_loop);
        var partitions = await _log.GetPartitionsAsync(cancellationToken);
        foreach (var partition in partitions)
            await JoinAsync(partition, partials, cancellationToken);
        _state = EngineState.Running;
        _watching = WatchAsync(_stopReading.Token);
        var watermark = stored.WatermarkMs == Watermark.None ? "none" : DateTimeOffset.FromUnixTimeMilliseconds(stored.WatermarkMs).ToString("O");
        EngineLog.Started(_logger, partitions.Count, stored.ClosedWindowStarts.Count, watermark);
    }

    /// <summary>Stops reading, commits what was read, and ends.</summary>
    public async Task StopAsync()
    {
        if (_loop is null)
            _ended.TrySetResult();
        if (Interlocked.Exchange(ref _stopping, 1) == 1 || _loop is null)
        {
            await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        await _stopReading.CancelAsync();
        _giveUp.CancelAfter(_options.StopTimeout);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_workerTasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Writer.TryComplete();
        await _running;
    }

    /// <inheritdoc/>
    public async ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        if (_state is not EngineState.Running || _loop is null)
            throw new LiveStateUnavailableException($"The engine is not running (it is {_state}).");
        var answer = new TaskCompletionSource<LiveSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _loop.Writer.WriteAsync(new MergeMessage.SnapshotWanted(answer), cancellationToken);
            return await answer.Task.WaitAsync(TimeSpan.FromSeconds(5), _time, cancellationToken);
        }
        catch (Exception e) when (e is System.Threading.Channels.ChannelClosedException or TimeoutException)
        {
            throw new LiveStateUnavailableException("The engine does not answer.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopReading.Dispose();
        _giveUp.Dispose();
    }

    private async Task RunLoopAsync(MergeLoop loop)
    {
        try
        {
            await Task.Run(() => loop.RunAsync(_giveUp.Token));
            _state = EngineState.Stopped;
            EngineLog.Stopped(_logger);
            _ended.TrySetResult();
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            _state = EngineState.Stopped;
            EngineLog.StoppedUncommitted(_logger);
            _ended.TrySetResult();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception e)
    {
        _state = EngineState.Failed;
        EngineLog.Failed(_logger, e.Message, e);
        _loop?.Writer.TryComplete(e);
        _stopReading.Cancel();
        _ended.TrySetException(e);
    }

    /// <summary>Windows that are open, and windows that a partition can still change.</summary>
    private async Task<List<StoredPartials>> LoadNeededPartialsAsync(StoredPipeline stored, CancellationToken cancellationToken)
    {
        var pairs = await _store.ListPartialsAsync(cancellationToken);
        var needed = pairs
            .Where(p => !stored.ClosedWindowStarts.Contains(p.WindowStartMs) || CanChange(stored.Checkpoints.GetValueOrDefault(p.Partition), p.WindowStartMs))
            .Select(static p => p.WindowStartMs)
            .ToHashSet();
        return needed.Count == 0 ? [] : await _store.LoadPartialsAsync(needed, new Utf8KeyInterner(), cancellationToken);
    }

    private bool CanChange(StoredCheckpoint? checkpoint, long windowStartMs)
        => checkpoint is null || checkpoint.MaxEventTimeMs == Watermark.None
            || windowStartMs + _settings.Windows.SizeMs + (long)_settings.AllowedLateness.TotalMilliseconds
                > Watermark.FromMaxEventTime(checkpoint.MaxEventTimeMs, _settings.OutOfOrderness);

    private async Task JoinAsync(LogPartition partition, IReadOnlyList<StoredPartials> partials, CancellationToken cancellationToken)
    {
        var checkpoint = await _store.EnsureCheckpointAsync(partition.Partition, partition.EarliestOffset, cancellationToken);
        var retired = _retired!;
        var aggregator = new PartitionAggregator(partition.Partition, _settings, new AvroEventDecoder(_schemas), retired.Contains);
        aggregator.Restore(new PartitionState(
            partition.Partition,
            checkpoint.NextOffset,
            checkpoint.MaxEventTimeMs,
            checkpoint.Totals,
            [
                .. partials
                    .Where(p => p.Partition == partition.Partition && CanChange(checkpoint, p.WindowStartMs))
                    .Select(static p => new WindowPartials(p.WindowStartMs, p.Partials)),
            ]));
        var worker = new PartitionWorker(aggregator, _log, _loop!.Writer, _options, _time, _metrics, _logger);
        if (partition.Sealed)
            worker.SealedAt(partition.EndOffset);
        _metrics.Begin(partition.Partition, checkpoint.Totals);
        _workers[partition.Partition] = worker;
        await _loop.Writer.WriteAsync(new MergeMessage.Joined(worker), cancellationToken);
        _workerTasks.Add(RunWorkerAsync(worker));
        EngineLog.PartitionJoined(_logger, partition.Partition, checkpoint.NextOffset);
    }

    private async Task RunWorkerAsync(PartitionWorker worker)
    {
        try
        {
            await Task.Run(() => worker.RunAsync(_stopReading.Token));
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The merge loop has ended first and has said why.
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Lets time pass for the merge loop, notices new and sealed partitions, and retires windows.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), _time);
        var polledAt = _time.GetTimestamp();
        var retiredAt = _time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await _loop!.Writer.WriteAsync(new MergeMessage.Tick(), cancellationToken);
                if (_time.GetElapsedTime(polledAt) >= PartitionPoll)
                {
                    await PollPartitionsAsync(cancellationToken);
                    polledAt = _time.GetTimestamp();
                }

                if (_time.GetElapsedTime(retiredAt) >= RetirePoll)
                {
                    await RetireNowAsync(cancellationToken);
                    retiredAt = _time.GetTimestamp();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            // Stopped.
        }
    }

    private async Task PollPartitionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var partition in await _log.GetPartitionsAsync(cancellationToken))
            {
                if (!_workers.TryGetValue(partition.Partition, out var worker))
                    await JoinAsync(partition, [], cancellationToken);
                else if (partition.Sealed)
                    worker.SealedAt(partition.EndOffset);
            }
        }
        catch (Exception e) when (e is LogUnavailableException or StoreUnavailableException)
        {
            EngineLog.PartitionsUnknown(_logger, e.Message);
        }
    }

    /// <summary>
    /// Retires windows that every partition has passed by the allowed lateness once they are kept for long enough, and at the bound all others.
    /// First no partition opens them any more, then each gives up what it has, then the merge loop takes them out of the store.
    /// </summary>
    internal async Task RetireNowAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var now = _time.GetUtcNow();
            var old = await _store.ListClosedBeforeAsync(now - _options.PartialRetention, cancellationToken);
            var bound = (await _store.ListClosedBeforeAsync(now - _options.PartialRetentionBound, cancellationToken)).ToHashSet();
            var starts = old.Where(w => bound.Contains(w) || _workers.Values.All(worker => worker.HasPassed(w))).ToList();
            if (starts.Count == 0)
                return;
            _retired!.Add(starts);
            foreach (var worker in _workers.Values)
                await worker.RetireAsync(starts);
            await _loop!.Writer.WriteAsync(new MergeMessage.Retire(starts), cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            EngineLog.RetireFailed(_logger, e.Message);
        }
    }
}
