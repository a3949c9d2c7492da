using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Placement;
using Orleans.Streams;
using Orleans.Streams.Core;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Pipeline;
using StreamPulse.Log;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Partitions;

/// <summary>
/// One partition: takes its records in order, whoever delivers them; answers what its prefix says; writes its checkpoint. The log and the checkpoint are
/// the truth: a batch that is delivered twice is passed over, one that is missing is read from the log.
/// </summary>
[Reentrant]
[PartitionPlacement]
[ImplicitStreamSubscription(StreamNamespace)]
internal sealed class PartitionGrain(
    PostgresPartitionStore store,
    PartitionCommitter committer,
    IEventLog log,
    PipelineSettings settings,
    GrainOptions options,
    AvroSchemaSet schemas,
    SiloHome home,
    SiloDeaths deaths,
    LogOfDatabase binding,
    GrainMetrics metrics,
    TimeProvider time,
    ILogger<PartitionGrain> logger) : Grain, IPartitionGrain, IStreamSubscriptionObserver, IAsyncObserver<LogBatch>
{
    /// <summary>Namespace of the streams that deliver the log.</summary>
    public const string StreamNamespace = "streampulse-log";

    private readonly SemaphoreSlim _committing = new(1, 1);
    private readonly CancellationTokenSource _deactivated = new();
    private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(home.Leaving);
    private readonly PartitionWindows _windows = new();
    private readonly HashSet<long> _retired = [];
    private readonly LogEnds _ends = new(time);
    private readonly List<LateEvent> _lateEvents = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly List<LogGap> _gaps = [];
    private PartitionAggregator _aggregator = null!;
    private PartitionAnswers _answers = null!;
    private PartitionIntake _intake = null!;
    private KeyWriter _keys = null!;
    private ClosingRows _closing = null!;
    private CheckpointPlan? _plan;
    private long _term;
    private long _committedOffset;
    private PartitionTotals _totals;
    private long _passedBeforeMs;
    private long _updatedAt;
    private TimeSpan _updateInterval = options.UpdateInterval;
    private long? _awayFromHomeSince;
    private bool _isFenced;

    private int Partition => (int)this.GetPrimaryKeyLong();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await binding.EnsureAsync(cancellationToken);
        var known = (await log.GetPartitionsAsync(cancellationToken)).FirstOrDefault(p => p.Partition == Partition)
            ?? throw new ArgumentException($"The log has no partition {Partition}.");
        var interner = new Utf8KeyInterner();
        var stored = await store.LoadAsync(Partition, known.EarliestOffset, settings, interner, cancellationToken);
        _retired.UnionWith(stored.Retired);
        _windows.Restore(stored);
        _aggregator = new PartitionAggregator(Partition, settings, new AvroEventDecoder(schemas), _retired.Contains, interner);
        _aggregator.Restore(StateOf(stored));
        _passedBeforeMs = _aggregator.PassedBeforeMs;
        _answers = new PartitionAnswers(_windows, new StoredWindows(Partition, store), stored.Term, Guid.NewGuid());
        _keys = new KeyWriter(GrainFactory, Partition, options.KeysInFlight, deaths, time, logger);
        _closing = new ClosingRows(_keys, time);
        _term = stored.Term;
        _committedOffset = stored.Checkpoint.NextOffset;
        _totals = stored.Checkpoint.Totals;
        _ends.Heard(known.EndOffset);
        _updatedAt = time.GetTimestamp();
        _intake = new PartitionIntake(_aggregator, log, _ends, HasRoom, UpdateWhenDue, options.SkipLostRecords, time, logger, _deactivated.Token);
        if (options.Timers)
        {
            this.RegisterGrainTimer(CheckpointOnTimeAsync, new GrainTimerCreationOptions(options.CommitInterval, options.CommitInterval) { Interleave = true, KeepAlive = true });
            this.RegisterGrainTimer(LookAfterAsync, new GrainTimerCreationOptions(options.StallTimeout / 4, options.StallTimeout / 4) { Interleave = true, KeepAlive = true });
        }

        GrainLog.PartitionBegins(logger, Partition, _committedOffset, stored.Partials.Count);
    }

    /// <summary>
    /// Hands over: what was read goes into the checkpoint, if that needs no rows first and PostgreSQL takes it in time. If not it is read again.
    /// </summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        try
        {
            if (_aggregator is not null)
                await CheckpointAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            GrainLog.CheckpointFailed(logger, Partition, e.Message);
        }

        metrics.Gone(Partition);
        await _deactivated.CancelAsync();
    }

    /// <inheritdoc/>
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<LogBatch>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task OnNextAsync(LogBatch item, StreamSequenceToken? token = null) => _isFenced ? Task.CompletedTask : _intake.TakeAsync(item);

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask; // what was not delivered is read from the log

    /// <inheritdoc/>
    public async Task<PartitionReport> ReportAsync(PartitionNews news)
    {
        _ends.Asked(news.EndOffset, news.Sealed, news.EndAge);
        foreach (var start in news.ClosedWindows)
        {
            _windows.NoteClosed(start);
            _closing.Forget(start);
        }

        if (!options.Timers)
            await ReadOnAsync();
        UpdateWhenDue();
        metrics.Lag(Partition, Math.Max(0, _ends.EndOffset - _intake.Position));
        return new PartitionReport(
            Partition, (byte)Phase(), _intake.Position, _committedOffset, _aggregator.MaxEventTimeMs, _passedBeforeMs,
            [.. _windows.All.Where(static w => w.Standing != WindowStanding.Closed).Select(static w => w.StartMs)],
            IsSettled());
    }

    /// <inheritdoc/>
    public Task PrepareCloseAsync(WindowList windows)
    {
        Update();
        foreach (var start in windows.StartsMs)
            _windows.At(start)?.BeginClosing();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> WriteRowsAsync(WindowList windows)
    {
        await PrepareCloseAsync(windows); // another activation may have taken the first step
        return await _closing.AreWrittenAsync([.. windows.StartsMs.Select(_windows.At).OfType<PartitionWindow>()], _leaving.Token);
    }

    /// <inheritdoc/>
    public async Task CheckpointAsync()
    {
        await _committing.WaitAsync();
        try
        {
            if (_isFenced)
                return;
            _plan ??= MakePlan();
            if (_plan is not { } plan)
                return;
            await _keys.WriteAsync(plan.RowsFirst, _leaving.Token);
            await committer.CommitAsync(plan, _deactivated.Token);
            NoteCommitted(plan);
        }
        catch (FencedException)
        {
            _isFenced = true;
            GrainLog.Fenced(logger, Partition);
            await LeaveAsync();
        }
        finally
        {
            _committing.Release();
        }
    }

    /// <inheritdoc/>
    public async Task ReplacedAsync(long term)
    {
        if (_isFenced || term <= _term)
            return;
        _isFenced = true;
        GrainLog.Fenced(logger, Partition);
        await LeaveAsync();
    }

    /// <inheritdoc/>
    public async Task RetireAsync(WindowList windows)
    {
        _retired.UnionWith(windows.StartsMs);
        await CheckpointAsync();
        foreach (var start in windows.StartsMs)
        {
            _aggregator.Retire(start);
            _windows.Retire(start);
        }
    }

    /// <inheritdoc/>
    public Task<PartialsAnswer> GetPartialsAsync(PartialsRequest request) => _answers.PartialsAsync(request, _passedBeforeMs, _deactivated.Token);

    /// <inheritdoc/>
    public Task<PartitionChanges> GetChangesAsync(ChangesRequest request)
    {
        UpdateWhenDue();
        return Task.FromResult(_answers.Changes(request));
    }

    /// <inheritdoc/>
    public Task<ContentCounts> GetContentCountsAsync(ContentCountsRequest request)
    {
        UpdateWhenDue();
        return Task.FromResult(_answers.Counts(request));
    }

    private async Task ReadOnAsync()
    {
        try
        {
            if (!_isFenced)
                await _intake.ReadOnAsync();
        }
        catch (LogUnavailableException e)
        {
            GrainLog.LogAway(logger, Partition, e.Message);
        }
    }

    /// <summary>Sees to deliveries that do not come, and to a partition that is at home elsewhere.</summary>
    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        if (_leaving.IsCancellationRequested)
        {
            DeactivateOnIdle(); // it was to move, and the other silo did not take it
            return;
        }

        if (time.GetElapsedTime(_intake.LastDeliveryAt) >= options.StallTimeout)
            await ReadOnAsync();
        if (home.IsHere(Partition))
        {
            _awayFromHomeSince = null;
            return;
        }

        _awayFromHomeSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_awayFromHomeSince.Value) < options.MoveAfter)
            return;
        if (home.Of(Partition) is not { } there)
            return;
        GrainLog.Moves(logger, Partition, there.ToString());
        await CheckpointOnTimeAsync(cancellationToken);
        await MoveAsync(there);
    }

    private async Task LeaveAsync()
    {
        await _leaving.CancelAsync();
        DeactivateOnIdle();
    }

    /// <summary>
    /// Migrates. A mere deactivation is not enough: a silo makes an activation for every call that reaches it, so callers who remember this one's place would
    /// bring it back here, again and again; after a migration they are sent on.
    /// </summary>
    private async Task MoveAsync(SiloAddress there)
    {
        await _leaving.CancelAsync();
        RequestContext.Set(IPlacementDirector.PlacementHintKey, there);
        MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
    }

    private bool HasRoom()
        => _aggregator.NextOffset - _committedOffset < options.MaxUncommittedRecords
            && _windows.All.Count(static w => w.Standing != WindowStanding.Closed) < options.MaxOpenWindows;

    private void UpdateWhenDue()
    {
        if (time.GetElapsedTime(_updatedAt) >= _updateInterval)
            Update();
    }

    /// <summary>Makes what was read visible. When that takes long (many keys) the next one waits longer, so that reading keeps most of the time.</summary>
    private void Update()
    {
        _updatedAt = time.GetTimestamp();
        if (!_aggregator.HasChanges)
            return;
        var update = _aggregator.TakeUpdate();
        _passedBeforeMs = _aggregator.PassedBeforeMs; // of this moment: the aggregator may pass a window while it holds changes of it that nobody has seen
        metrics.Taken(Partition, _totals, update.Totals);
        _totals = update.Totals;
        _windows.Apply(update);
        _lateEvents.AddRange(update.LateEvents);
        _deadLetters.AddRange(update.DeadLetters);
        _gaps.AddRange(update.Gaps);
        var cost = time.GetElapsedTime(_updatedAt);
        _updateInterval = TimeSpan.FromTicks(Math.Max(options.UpdateInterval.Ticks, Math.Min(cost.Ticks * 10, options.CommitInterval.Ticks)));
    }

    private CheckpointPlan? MakePlan()
    {
        Update();
        var plan = CheckpointPlan.Make(Partition, _term, _committedOffset, _aggregator, _windows, _lateEvents, _deadLetters, _gaps);
        if (plan is null)
            return null;
        _lateEvents.Clear();
        _deadLetters.Clear();
        _gaps.Clear();
        return plan;
    }

    private void NoteCommitted(CheckpointPlan plan)
    {
        _plan = null;
        _committedOffset = plan.NextOffset;
        foreach (var window in plan.Marks)
            window.IsMarked = true;
        log.Checkpointed(Partition, _committedOffset);
        _windows.ForgetPassed(_passedBeforeMs);
    }

    private async Task CheckpointOnTimeAsync(CancellationToken cancellationToken)
    {
        if (_committing.CurrentCount == 0)
            return;
        try
        {
            await CheckpointAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            GrainLog.CheckpointFailed(logger, Partition, e.Message);
        }
    }

    private PartitionPhase Phase()
    {
        if (_ends.IsFinished(_intake.Position))
            return PartitionPhase.Finished;
        var quiet = _aggregator.MaxEventTimeMs == Watermark.None
            ? _ends.IsCaughtUp(_intake.Position)
            : _ends.IsQuietSince(_intake.LastRecordAt, options.IdleTimeout, _intake.Position);
        return quiet ? PartitionPhase.Idle : PartitionPhase.Active;
    }

    private bool IsSettled()
        => _plan is null && !_aggregator.HasChanges && _committedOffset == _aggregator.NextOffset
            && _windows.All.All(static w => w is { Standing: WindowStanding.Closed, IsMarked: true, HasUnwritten: false, HasUncommitted: false });

    private PartitionState StateOf(StoredPartition stored)
    {
        var checkpoint = stored.Checkpoint;
        var passedBeforeMs = checkpoint.MaxEventTimeMs == Watermark.None
            ? Watermark.None
            : Watermark.FromMaxEventTime(checkpoint.MaxEventTimeMs, settings.OutOfOrderness)
                - (long)settings.AllowedLateness.TotalMilliseconds - settings.Windows.SizeMs + 1;
        return new PartitionState(
            Partition, checkpoint.NextOffset, checkpoint.MaxEventTimeMs, checkpoint.Totals,
            [.. stored.Partials.Where(p => p.WindowStartMs >= passedBeforeMs).Select(static p => new WindowPartials(p.WindowStartMs, p.Partials))]);
    }
}
