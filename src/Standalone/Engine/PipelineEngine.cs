using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// The pipeline in one process: a worker a partition, one merge loop, one commit at a time. An event goes log, worker, merge loop, commit,
/// and never back. Start it once, stop it once.
/// </summary>
public sealed class PipelineEngine : ILiveState, IPipelineProgress, IAsyncDisposable
{
    private static readonly TimeSpan LogPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetirePoll = TimeSpan.FromMinutes(1);

    private readonly IEventLog _log;
    private readonly PipelineSettings _settings;
    private readonly EngineOptions _options;
    private readonly IPipelineStore _store;
    private readonly CommitRunner _commits;
    private readonly EngineTasks _tasks;
    private readonly LogWatch _watch;
    private readonly EngineMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AvroSchemaSet _schemas;
    private readonly ConcurrentDictionary<int, PartitionWorker> _workers = new();
    private readonly ConcurrentBag<Task> _workerTasks = [];
    private readonly CancellationTokenSource _stopReading = new();
    private readonly CancellationTokenSource _giveUp;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MergeLoop? _loop;
    private StoredPipeline? _stored;
    private WindowRetirement? _retirement;
    private List<StoredPartials> _partialsToJoin = [];
    private Task _running = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private int _stopping;
    private volatile EngineState _state = EngineState.Starting;
    private volatile string? _failure;

    public PipelineEngine(
        IEventLog log,
        NpgsqlDataSource dataSource,
        PipelineSettings settings,
        EngineOptions options,
        AvroSchemaSet schemas,
        EngineMetrics metrics,
        TimeProvider time,
        ILogger<PipelineEngine> logger)
        : this(
            log, new PostgresPipelineStore(dataSource), new PostgresWindowSink(dataSource), settings, options, schemas, metrics, time,
            TaskScheduler.Default, logger)
    {
    }

    /// <summary>With another store than PostgreSQL, or on another scheduler than the thread pool.</summary>
    public PipelineEngine(
        IEventLog log,
        IPipelineStore store,
        IWindowSink sink,
        PipelineSettings settings,
        EngineOptions options,
        AvroSchemaSet schemas,
        EngineMetrics metrics,
        TimeProvider time,
        TaskScheduler scheduler,
        ILogger<PipelineEngine> logger)
    {
        (_log, _store, _settings, _options, _schemas, _metrics, _time, _logger) = (
            log, store, settings, options, schemas, metrics, time, logger);
        _tasks = new EngineTasks(scheduler);
        _giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _watch = new LogWatch(log, store, logger);
        _commits = new CommitRunner(sink, _tasks, metrics, time, logger);
    }

    /// <summary>What the merged watermark is made by; a rig may put a wrong rule in to see whether it is found.</summary>
    internal WatermarkRule WatermarkRule { get; init; } = MergedWatermark.Next;

    /// <summary>How the engine is now.</summary>
    public EngineState State
        => _state != EngineState.Running ? _state
            : LogAwayReason is not null ? EngineState.LogAway
            : _commits.AwayReason is not null ? EngineState.StoreAway
            : EngineState.Running;

    /// <summary>Ends when the engine has stopped; faulted when it failed.</summary>
    public Task Ended => _ended.Task;

    private string? LogAwayReason
        => _watch.AwayReason ?? _workers.Values.Select(static w => w.AwayReason).FirstOrDefault(static r => r is not null);

    /// <summary>Reads the checkpoint and begins. Where the log is away, its partitions join when it is back.</summary>
    /// <exception cref="SettingsMismatchException">The database's rows were made with other settings.</exception>
    /// <exception cref="LogMismatchException">The database's rows were made from another log.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.EnsureSettingsAsync(_settings, cancellationToken);
        var found = await _watch.LookAsync(cancellationToken);
        var term = await _store.ClaimAsync(cancellationToken);
        _stored = await _store.LoadAsync(cancellationToken);
        _retirement = new WindowRetirement(_store, _options, _settings, _stored, _time);
        _partialsToJoin = await LoadNeededPartialsAsync(_stored, cancellationToken);
        var alertRules = AlertRules.Restore(_stored.DetectorStates, new DetectorOptions());
        _loop = new MergeLoop(_settings, _options, _store, _commits, alertRules, WatermarkRule, _stored, term, _metrics, _time);
        _metrics.QueueDepthFrom(() => _loop.QueueDepth);
        _metrics.ReadingsFrom(Readings);
        _loop.Restore(_partialsToJoin);
        _running = RunLoopAsync(_loop);
        await TakeInAsync(found ?? [], cancellationToken);
        _state = EngineState.Running;
        _watching = Task.WhenAll(WatchAsync(TickAsync), WatchAsync(FollowLogAsync));
        var watermark = _stored.WatermarkMs == Watermark.None
            ? "none"
            : DateTimeOffset.FromUnixTimeMilliseconds(_stored.WatermarkMs).ToString("O");
        EngineLog.Started(_logger, _workers.Count, _stored.ClosedWindowStarts.Count, watermark);
    }

    /// <summary>Stops reading, commits what was read, and ends.</summary>
    public async Task StopAsync()
    {
        if (_loop is null)
            _ended.TrySetResult();
        if (Interlocked.Exchange(ref _stopping, 1) == 1 || _loop is null)
        {
            await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            return;
        }

        await _tasks.Run(_stopReading.Cancel);
        _giveUp.CancelAfter(_options.StopTimeout);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Task.WhenAll(_workerTasks)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
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
        catch (Exception e) when (e is ChannelClosedException or TimeoutException)
        {
            throw new LiveStateUnavailableException("The engine does not answer.", e);
        }
    }

    /// <inheritdoc/>
    public PipelineProgress GetProgress()
    {
        var (state, logAway) = (State, LogAwayReason);
        var reason = state switch
        {
            EngineState.Failed => _failure,
            EngineState.LogAway => logAway,
            EngineState.StoreAway => _commits.AwayReason,
            _ => null,
        };
        var isKnown = _watch.Identity is not null || logAway is not null;
        var log = new LogCondition(
            _watch.Identity?.Kind, _watch.Identity?.Name, isKnown && logAway is null, isKnown ? logAway : "It was not asked yet.");
        return new PipelineProgress(EngineStateWords.Word(state), state == EngineState.Failed, reason, log, Readings());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopReading.Dispose();
        _giveUp.Dispose();
    }

    private List<PartitionReading> Readings() => [.. _workers.Values.Select(static w => w.Reading).OrderBy(static r => r.Partition)];

    private async Task RunLoopAsync(MergeLoop loop)
    {
        try
        {
            await _tasks.Run(() => loop.RunAsync(_giveUp.Token));
            _state = EngineState.Stopped;
            EngineLog.Stopped(_logger);
            _ended.TrySetResult();
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            loop.Writer.TryComplete(); // workers that wait for room are not left waiting
            _state = EngineState.Stopped;
            EngineLog.StoppedUncommitted(_logger);
            _ended.TrySetResult();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>The first failure is the one that is told; those that follow from it are not.</summary>
    private void Fail(Exception e)
    {
        if (Interlocked.CompareExchange(ref _failure, e.Message, null) is not null)
            return;
        _state = EngineState.Failed;
        EngineLog.Failed(_logger, e.Message, e);
        _giveUp.CancelAfter(_options.StopTimeout);
        _loop?.Writer.TryComplete(e);
        _stopReading.Cancel();
        _ended.TrySetException(e);
    }

    /// <summary>Windows that are open, and windows that a partition can still change.</summary>
    private async Task<List<StoredPartials>> LoadNeededPartialsAsync(StoredPipeline stored, CancellationToken cancellationToken)
    {
        var pairs = await _store.ListPartialsAsync(cancellationToken);
        var needed = pairs
            .Where(
                p => !stored.ClosedWindowStarts.Contains(p.WindowStartMs)
                    || _retirement!.CanChange(stored.Checkpoints.GetValueOrDefault(p.Partition), p.WindowStartMs))
            .Select(static p => p.WindowStartMs)
            .ToHashSet();
        return needed.Count == 0 ? [] : await _store.LoadPartialsAsync(needed, new Utf8KeyInterner(), cancellationToken);
    }

    /// <summary>
    /// Lets partitions that are new, or that the log could not show before, take part, and tells the others how they stand.
    /// </summary>
    private async Task TakeInAsync(IReadOnlyList<LogPartition> partitions, CancellationToken cancellationToken)
    {
        var joining = new List<PartitionWorker>();
        foreach (var partition in partitions)
        {
            if (_workers.TryGetValue(partition.Partition, out var worker))
                worker.StandsAt(partition);
            else
                joining.Add(await NewWorkerAsync(partition, cancellationToken));
        }

        if (joining.Count == 0)
            return;
        await _loop!.Writer.WriteAsync(new MergeMessage.Joined(joining), cancellationToken);
        joining.ForEach(Begin);
    }

    private async Task<PartitionWorker> NewWorkerAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        var number = partition.Partition;
        var checkpoint = await CheckpointOfAsync(partition, cancellationToken);
        var retirement = _retirement!;
        var aggregator = new PartitionAggregator(number, _settings, new AvroEventDecoder(_schemas), retirement.Contains);
        aggregator.Restore(new PartitionState(
            number,
            checkpoint.NextOffset,
            checkpoint.MaxEventTimeMs,
            checkpoint.Totals,
            [
                .. _partialsToJoin
                    .Where(
                        p => p.Partition == number && retirement.CanChange(checkpoint, p.WindowStartMs)
                            && !retirement.Contains(p.WindowStartMs))
                    .Select(static p => new WindowPartials(p.WindowStartMs, p.Partials)),
            ]));
        var worker = new PartitionWorker(aggregator, _log, _watch, _loop!.Writer, _options, _time, _metrics, _logger);
        worker.StandsAt(partition);
        return worker;
    }

    private void Begin(PartitionWorker worker)
    {
        var number = worker.Partition;
        _metrics.Begin(number, worker.StartTotals);
        _workers[number] = worker;
        _retirement!.Joined(number);
        _partialsToJoin.RemoveAll(p => p.Partition == number);
        _workerTasks.Add(RunWorkerAsync(worker));
        EngineLog.PartitionJoined(_logger, number, worker.StartOffset);
    }

    /// <summary>
    /// The checkpoint that was read before the partials: if another process moved it since, the first commit finds that out. One that was
    /// not there then must be a new one; otherwise its partials are not known here.
    /// </summary>
    private async Task<StoredCheckpoint> CheckpointOfAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        if (_stored!.Checkpoints.TryGetValue(partition.Partition, out var known))
            return known;
        var made = await _store.EnsureCheckpointAsync(partition.Partition, partition.EarliestOffset, cancellationToken);
        return made.Totals.Sum == 0
            ? made
            : throw new FencedException(
                $"Another StreamPulse process works on this log: partition {partition.Partition} has a checkpoint that this process has "
                    + "not made.");
    }

    private async Task RunWorkerAsync(PartitionWorker worker)
    {
        try
        {
            await _tasks.Run(() => worker.RunAsync(_stopReading.Token));
        }
        catch (ChannelClosedException)
        {
            // The merge loop has ended first and has said why.
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private async Task WatchAsync(Func<CancellationToken, Task> watch)
    {
        try
        {
            await watch(_stopReading.Token);
        }
        catch (Exception e) when (e is ChannelClosedException || (e is OperationCanceledException && _stopReading.IsCancellationRequested))
        {
            // Stopped.
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Lets time pass for the merge loop, and retires windows.</summary>
    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), _time);
        var retiredAt = _time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await _loop!.Writer.WriteAsync(new MergeMessage.Tick(), cancellationToken);
            if (_time.GetElapsedTime(retiredAt) < RetirePoll)
                continue;
            await RetireNowAsync(cancellationToken);
            retiredAt = _time.GetTimestamp();
        }
    }

    /// <summary>
    /// Looks at the log every second: whether it is there and the same one, and which partitions it has. An answer may take its time, so
    /// beside the ticks.
    /// </summary>
    private async Task FollowLogAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LogPoll, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                if (await _watch.LookAsync(cancellationToken) is { } partitions)
                    await TakeInAsync(partitions, cancellationToken);
            }
            catch (StoreUnavailableException e)
            {
                EngineLog.PartitionsUnknown(_logger, e.Message);
            }
        }
    }

    /// <summary>Retires what is due.</summary>
    internal async Task RetireNowAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var starts = await _retirement!.RetireAsync(_workers.Values, cancellationToken);
            if (starts.Count > 0)
                await _loop!.Writer.WriteAsync(new MergeMessage.Retire(starts), cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            EngineLog.RetireFailed(_logger, e.Message);
        }
    }
}
