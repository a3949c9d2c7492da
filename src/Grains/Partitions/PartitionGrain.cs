using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Placement;
using Orleans.Streams;
using Orleans.Streams.Core;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Pipeline;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Partitions;

/// <summary>
/// Hosts the operator of one partition: passes it what streams deliver, commits in time, and moves to the partition's home.
/// </summary>
[Reentrant]
[PartitionPlacement]
[ImplicitStreamSubscription(StreamNamespace)]
internal sealed class PartitionGrain(
    IPartitionStore store,
    IEventLog log,
    PipelineSettings settings,
    PipelineOptions options,
    ISchemaSource schemas,
    SiloHome home,
    DatabaseBinding binding,
    GrainMetrics metrics,
    TimeProvider time,
    ILogger<PartitionGrain> logger) : Grain, IPartitionGrain, IStreamSubscriptionObserver, IAsyncObserver<LogBatch>
{
    /// <summary>Namespace of the streams that deliver the log.</summary>
    public const string StreamNamespace = "streampulse-log";

    private readonly CancellationTokenSource _ended = new();
    private PartitionOperator? _operator;
    private PartitionTotals _totals;
    private Task _committing = Task.CompletedTask;
    private IGrainTimer? _commitTimer;
    private bool _isCommitScheduled;
    private long? _awayFromHomeSince;
    private bool _isLeaving;
    private bool _isReopening;

    private IPipelineGrain? _pipeline;

    private int Partition => (int)this.GetPrimaryKeyLong();

    private PartitionOperator Operator => _operator ?? throw new InvalidOperationException("The grain is not active.");

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await binding.EnsureAsync(cancellationToken);
        _operator = await OpenAsync(setBackToMs: null, cancellationToken);
        _totals = _operator.Totals;
        if (options.Timers)
        {
            _commitTimer = this.RegisterGrainTimer(
                CommitOnTimerAsync,
                new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
            this.RegisterGrainTimer(
                LookAfterAsync,
                new GrainTimerCreationOptions(options.StallTimeout, options.StallTimeout) { Interleave = true, KeepAlive = true });
        }

        GrainLog.PartitionBegins(logger, Partition, _operator.CommittedOffset, _operator.Windows.All.Count);
    }

    /// <summary>Commits what was read, if PostgreSQL accepts it in time. Otherwise the next activation reads it again.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isLeaving = true;
        try
        {
            if (_operator is not null && binding.Mismatch is null)
                await _operator.CommitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            GrainLog.CheckpointFailed(logger, Partition, e.Message);
        }

        metrics.Gone(Partition);
        _operator?.Dispose();
        await _ended.CancelAsync();
    }

    /// <inheritdoc/>
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
        => await handleFactory.Create<LogBatch>().ResumeAsync(this);

    /// <inheritdoc/>
    public async Task OnNextAsync(LogBatch item, StreamSequenceToken? token = null)
    {
        if (!item.TryHold())
            return; // its records are back in the pool: another call has delivered them, or the partition reads them from the log
        try
        {
            await Operator.DeliverAsync(new DeliveredBatch(item));
        }
        catch (LogMismatchException)
        {
            Leave();
            throw;
        }
        finally
        {
            item.Release();
        }

        await ReopenWhenSetBackAsync();
        CommitWhenDue();
        await TellNewsAsync();
    }

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask; // what was not delivered is read from the log

    /// <inheritdoc/>
    public async Task<PartitionReportMessage> ReportAsync(PartitionNewsMessage news)
    {
        if (!options.Timers)
            await ReadOnAsync();
        var report = Operator.Report(
            new PartitionNews(news.EndOffset, news.AskedAfter, news.Sealed, news.ClosedWindows, news.SeenActivation, news.SeenCommits));
        CommitWhenDue();
        metrics.Lag(Partition, Operator.LagRecords, report.LastRecordTimeMs);
        metrics.Taken(Partition, _totals, Operator.Totals);
        _totals = Operator.Totals;
        await TellNewsAsync(); // of changes after this report
        return new PartitionReportMessage(
            report.Partition, (byte)report.Phase, report.NextOffset, report.CommittedOffset, report.MaxEventTimeMs,
            report.CommittedBoundedTimeMs, report.PassedBeforeMs, report.OpenWindows, report.Activation, report.Commits,
            Array.ConvertAll(report.Versions, static v => v.WindowStartMs),
            Array.ConvertAll(report.Versions, static v => v.Version), report.At)
        {
            ProblemKind = (byte)(report.Problem?.Kind ?? default),
            Problem = report.Problem?.Reason,
            LiveOffset = report.LiveOffset,
            LastRecordTimeMs = report.LastRecordTimeMs,
        };
    }

    /// <inheritdoc/>
    public async Task CheckpointAsync()
    {
        if (binding.Mismatch is not null)
        {
            Leave(); // what it has read since may be of another log; it starts again from the checkpoint when the log is right
            return;
        }

        var started = time.GetTimestamp();
        var partition = Operator;
        var before = partition.Commits;
        await partition.CommitAsync(_ended.Token);
        if (partition.Commits > before)
            metrics.Checkpointed(time.GetElapsedTime(started));
        if (partition.IsFenced)
            Leave();
        await TellNewsAsync();
    }

    /// <inheritdoc/>
    public Task<CommittedPartialsMessage[]> GetCommittedAsync(CommittedRequestMessage request)
        => Task.FromResult(Array.ConvertAll(
            Operator.GetCommitted(new CommittedRequest((AccumulatorKind)request.Kind, request.WindowStartsMs, request.Since)),
            static c => new CommittedPartialsMessage(c.Version, c.Partials)));

    /// <inheritdoc/>
    public Task<PartitionChanges> GetChangesAsync(ChangesRequest request)
    {
        var changes = Operator.GetChanges(new LiveRequest(request.Activation, request.Version, request.Windows, request.KnownWindows));
        return Task.FromResult(new PartitionChanges(
            changes.Activation, changes.Update, changes.NextOffset,
            Array.ConvertAll(changes.Changed, static c => c.WindowStartMs),
            Array.ConvertAll(changes.Changed, static c => c.Partials.ToArray()))
        {
            Evicted = changes.Evicted,
        });
    }

    /// <summary>Commits if rows wait for it; otherwise a timer does, once there is something to commit.</summary>
    private void CommitWhenDue()
    {
        if (!options.Timers)
            return;
        if (_committing.IsCompleted && Operator.IsCommitDue)
            _committing = CommitOnTimeAsync();
        if (_isCommitScheduled || !Operator.HasUncommitted)
            return;
        _isCommitScheduled = true;
        _commitTimer!.Change(options.CommitInterval, Timeout.InfiniteTimeSpan);
    }

    private async Task CommitOnTimerAsync(CancellationToken cancellationToken)
    {
        await CommitOnTimeAsync();
        _isCommitScheduled = false;
        CommitWhenDue();
    }

    /// <summary>Notifies the pipeline grain when there is news, so that it asks for a report. Does not wait for the message.</summary>
    private Task TellNewsAsync()
        => options.Timers && Operator.TryTakeNews()
            ? (_pipeline ??= GrainFactory.GetGrain<IPipelineGrain>(0)).NoteNewsAsync()
            : Task.CompletedTask;

    private async Task CommitOnTimeAsync()
    {
        if (_isLeaving)
            return;
        try
        {
            await CheckpointAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            GrainLog.CheckpointFailed(logger, Partition, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The activation ends.
        }
    }

    private async Task<PartitionOperator> OpenAsync(long? setBackToMs, CancellationToken cancellationToken)
    {
        var known = (await log.GetPartitionsAsync(cancellationToken)).FirstOrDefault(p => p.Partition == Partition)
            ?? throw new ArgumentException($"The log has no partition {Partition}.");
        return await PartitionOperator.OpenAsync(
            known, store, new BoundLog(log, binding), settings, options, schemas, time, logger, cancellationToken, setBackToMs);
    }

    /// <summary>
    /// Begins again from the checkpoint where the clock of the log was put right, with the windows that can change then. Where that fails
    /// it is tried again, as the operator reads nothing before.
    /// </summary>
    private async Task ReopenWhenSetBackAsync()
    {
        if (_isReopening || Operator.SetBackToMs is not { } timeMs)
            return;
        _isReopening = true;
        try
        {
            await CheckpointAsync();
            if (_isLeaving)
                return;
            var before = Operator;
            _operator = await OpenAsync(timeMs, _ended.Token);
            before.Dispose();
        }
        catch (Exception e) when (e is StoreUnavailableException or LogUnavailableException)
        {
            GrainLog.CheckpointFailed(logger, Partition, e.Message);
        }
        finally
        {
            _isReopening = false;
        }
    }

    private async Task ReadOnAsync()
    {
        try
        {
            await Operator.ReadOnAsync();
            await ReopenWhenSetBackAsync();
        }
        catch (LogUnavailableException e)
        {
            GrainLog.LogAway(logger, Partition, e.Message);
        }
        catch (LogMismatchException)
        {
            Leave(); // the rounds of the pipeline find the same and report it
        }
    }

    /// <summary>Reads the log itself if nothing is delivered, and moves the partition if its home is another silo.</summary>
    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        if (_isLeaving || home.Leaving.IsCancellationRequested)
        {
            DeactivateOnIdle(); // it was to move, and the other silo did not accept it
            return;
        }

        await CheckLogAsync(cancellationToken);
        await ReopenWhenSetBackAsync();
        if (time.GetElapsedTime(Operator.LastDeliveryAt) >= options.StallTimeout)
        {
            await ReadOnAsync();
            CommitWhenDue();
            await TellNewsAsync();
        }

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
        await CommitOnTimeAsync();
        Move(there);
    }

    private async Task CheckLogAsync(CancellationToken cancellationToken)
    {
        try
        {
            await binding.CheckNowAndThenAsync(cancellationToken);
        }
        catch (Exception e) when (e is LogUnavailableException or StoreUnavailableException)
        {
            // The check is retried.
        }
        catch (LogMismatchException)
        {
            Leave();
        }
    }

    private void Leave()
    {
        _isLeaving = true;
        DeactivateOnIdle();
    }

    /// <summary>
    /// Migrates. A deactivation is not enough: a silo creates an activation for every call that reaches it, so callers that have cached
    /// this address would activate it here again and again; after a migration their calls are forwarded.
    /// </summary>
    private void Move(SiloAddress there)
    {
        _isLeaving = true;
        RequestContext.Set(IPlacementDirector.PlacementHintKey, there);
        MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
    }
}
