using System.Threading.Channels;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// The one place where partials of all partitions meet: applies updates, moves the merged watermark, closes windows, plans commits and
/// answers for the open windows. One loop over one queue, so its state needs no locks; commits run beside it, one at a time.
/// </summary>
internal sealed class MergeLoop(
    PipelineSettings settings,
    EngineOptions options,
    IPipelineStore store,
    CommitRunner commits,
    AlertRules alertRules,
    WatermarkRule watermarkRule,
    StoredPipeline stored,
    long term,
    EngineMetrics metrics,
    TimeProvider time)
{
    private readonly Channel<MergeMessage> _messages = Channel.CreateBounded<MergeMessage>(
        new BoundedChannelOptions(options.UpdateQueueCapacity) { SingleReader = true });

    private readonly WindowMerger _merger = new(settings.Windows);
    private readonly PendingCommit _pending = new();
    private readonly ClosingPreparation _closing = new(settings, commits);
    private readonly SortedDictionary<int, PartitionEntry> _partitions = [];
    private readonly HashSet<long> _closedStarts = [.. stored.ClosedWindowStarts];
    private readonly HashSet<long> _toRetire = [];
    private readonly Utf8KeyInterner _interner = new();
    private long _watermarkMs = stored.WatermarkMs;
    private long _lastCommitAt = time.GetTimestamp();
    private CommitPlan? _plan;
    private Task _commit = Task.CompletedTask;
    private LiveSnapshot? _snapshot;
    private long _snapshotAt;
    private TimeSpan _snapshotLife = TimeSpan.FromMilliseconds(10);

    /// <summary>Where messages go in; full when the loop is behind.</summary>
    public ChannelWriter<MergeMessage> Writer => _messages.Writer;

    /// <summary>Messages that wait.</summary>
    public int QueueDepth => _messages.Reader.Count;

    /// <summary>Puts windows from the store in place, before the loop runs.</summary>
    public void Restore(IEnumerable<StoredPartials> partials)
    {
        foreach (var window in partials.GroupBy(static p => p.WindowStartMs))
            Restore(window.Key, [.. window]);
    }

    /// <summary>Runs until the writer is completed, then commits what is left.</summary>
    /// <param name="giveUp">Ends the last commit when PostgreSQL does not come back.</param>
    /// <exception cref="FencedException">Another process has taken over.</exception>
    public async Task RunAsync(CancellationToken giveUp)
    {
        try
        {
            await RunToEndAsync(giveUp);
        }
        finally
        {
            // whoever begins after this one must find what it has committed
            await _commit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await commits.ForgetPreparedAsync();
        }
    }

    private async Task RunToEndAsync(CancellationToken giveUp)
    {
        while (await _messages.Reader.WaitToReadAsync(giveUp))
        {
            while (_messages.Reader.TryRead(out var message))
            {
                await TakeAsync(message, giveUp);
                if (_commit.IsFaulted)
                    await _commit;
                CloseWindows();
                MaybeCommit(giveUp);
            }
        }

        await FinishCommitAsync();
        if (!_pending.Any)
            return;
        BeginCommit(giveUp);
        await FinishCommitAsync();
    }

    private async Task TakeAsync(MergeMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case MergeMessage.Report report:
                await ApplyAsync(report, cancellationToken);
                break;
            case MergeMessage.Joined joined:
                foreach (var worker in joined.Workers)
                    _partitions[worker.Partition] = new PartitionEntry(worker, worker.StartTotals);
                break;
            case MergeMessage.SnapshotWanted wanted:
                wanted.Answer.TrySetResult(Snapshot());
                break;
            case MergeMessage.Retire retire:
                _toRetire.UnionWith(retire.WindowStartsMs);
                await RetireCommittedAsync(cancellationToken);
                break;
            case MergeMessage.Committed committed:
                Note(committed.Plan);
                await RetireCommittedAsync(cancellationToken);
                break;
            case MergeMessage.Tick:
                _closing.Prepare(_merger, _watermarkMs, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"{message.GetType().Name} is not a message of the merge loop.");
        }
    }

    private async Task ApplyAsync(MergeMessage.Report report, CancellationToken cancellationToken)
    {
        var entry = _partitions[report.Partition];
        entry.Phase = report.Phase;
        if (report.Update is not { } update)
            return;
        await BringBackAsync(update, cancellationToken);
        _merger.Apply(update);
        _pending.Add(update);
        (entry.NextOffset, entry.MaxEventTimeMs, entry.Totals) = (update.NextOffset, update.MaxEventTimeMs, update.Totals);
    }

    /// <summary>A closed window that was put away needs the partials of all partitions before one of them changes.</summary>
    private async Task BringBackAsync(PartitionUpdate update, CancellationToken cancellationToken)
    {
        var away = update.Changed.Select(static c => c.WindowStartMs).Where(w => _closedStarts.Contains(w) && !_merger.Holds(w)).ToList();
        if (away.Count == 0)
            return;
        while (true)
        {
            try
            {
                Restore(await store.LoadPartialsAsync(away, _interner, cancellationToken));
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
            }
        }
    }

    private void Restore(long windowStartMs, IReadOnlyList<StoredPartials> partials)
    {
        var phase = _closedStarts.Contains(windowStartMs) ? WindowPhase.Closed : WindowPhase.Open;
        _merger.Restore(windowStartMs, phase, partials.SelectMany(static p => p.Partials.Select(a => (p.Partition, 0L, a))));
        foreach (var stored in partials)
            _pending.Restore(stored);
    }

    private void CloseWindows()
    {
        var progress = _partitions.Values.Select(static p => p.Progress).ToArray();
        _watermarkMs = watermarkRule(_watermarkMs, progress, settings);
        metrics.Watermark(_watermarkMs);
        foreach (var window in _merger.Advance(_watermarkMs))
            _pending.Add(window.Range, alertRules.OnClosed(window.Range, window.RegionRows()), time.GetTimestamp());
    }

    private void MaybeCommit(CancellationToken giveUp)
    {
        if (_plan is not null || !_pending.Any)
            return;
        if (_pending.HasClosedWindows || time.GetElapsedTime(_lastCommitAt) >= options.CommitInterval)
            BeginCommit(giveUp);
    }

    private void BeginCommit(CancellationToken giveUp)
    {
        var advances = new List<CheckpointAdvance>();
        foreach (var (partition, entry) in _partitions)
        {
            if (entry.Phase == PartitionPhase.Finished && entry.PlannedOffset == entry.NextOffset)
                continue;
            advances.Add(new CheckpointAdvance(partition, entry.PlannedOffset, entry.NextOffset, entry.MaxEventTimeMs, entry.Totals));
            entry.PlannedOffset = entry.NextOffset;
        }

        _plan = _pending.Take(_watermarkMs, term, _merger, advances);
        _lastCommitAt = time.GetTimestamp();
        _commit = CommitAsync(_plan, giveUp);
    }

    private async Task CommitAsync(CommitPlan plan, CancellationToken giveUp)
    {
        await commits.RunAsync(plan, giveUp);
        try
        {
            await Writer.WriteAsync(new MergeMessage.Committed(plan), giveUp);
        }
        catch (ChannelClosedException)
        {
            // The loop is about to end and looks at the plan itself.
        }
    }

    private async Task FinishCommitAsync()
    {
        await _commit;
        if (_plan is { } plan)
            Note(plan);
    }

    private void Note(CommitPlan plan)
    {
        if (plan.Noted)
            return;
        plan.Noted = true;
        _plan = null;
        foreach (var window in plan.ClosedWindows)
            _closedStarts.Add(window.StartMs);
        foreach (var advance in plan.Batch.Checkpoints)
            _partitions[advance.Partition].Worker.Committed(advance.NextOffset);
        PutAway();
    }

    /// <summary>Forgets closed windows that no partition is about to change; their partials stay in the store.</summary>
    private void PutAway()
    {
        var away = _merger.Windows
            .Where(w => _closedStarts.Contains(w.Range.StartMs) && !w.HasChanges && !_pending.Holds(w.Range.StartMs))
            .Where(w => _partitions.Values.All(p => p.Phase != PartitionPhase.Active || p.HasPassed(w.Range.EndMs, settings)))
            .Select(static w => w.Range.StartMs)
            .ToList();
        foreach (var start in away)
        {
            _merger.PutAway(start);
            _pending.PutAway(start);
        }
    }

    /// <summary>Retires windows whose last changes are in the store. Partitions have given them up already.</summary>
    private async Task RetireCommittedAsync(CancellationToken cancellationToken)
    {
        var ready = _toRetire
            .Where(w => _closedStarts.Contains(w) && !_pending.Holds(w))
            .Where(w => _plan is null || !_plan.Segments.Any(s => s.WindowStartMs == w))
            .ToList();
        if (ready.Count == 0)
            return;
        try
        {
            await store.RetireAsync(ready, term, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return;
        }

        foreach (var start in ready)
        {
            _toRetire.Remove(start);
            _closedStarts.Remove(start);
            _merger.PutAway(start);
            _pending.PutAway(start);
        }
    }

    /// <summary>
    /// The open windows as they stand. Most of what it costs is rows that have changed, which asking less often reduces only where keys
    /// change again and again; so it is kept for a short while.
    /// </summary>
    private LiveSnapshot Snapshot()
    {
        if (_snapshot is not null && time.GetElapsedTime(_snapshotAt) < _snapshotLife)
            return _snapshot;
        var started = time.GetTimestamp();
        var open = _merger.Windows.Where(w => !_closedStarts.Contains(w.Range.StartMs)).ToList();
        var rows = open.Select(static w => w.AllRows()).ToList();
        _snapshot = new LiveSnapshot(
            time.GetUtcNow(),
            _watermarkMs == Watermark.None ? null : DateTimeOffset.FromUnixTimeMilliseconds(_watermarkMs),
            [.. open.Select(static w => w.Range)],
            Joined(rows, static r => r.Contents),
            Joined(rows, static r => r.Regions),
            Joined(rows, static r => r.Devices));
        _snapshotAt = time.GetTimestamp();
        _snapshotLife = TimeSpan.FromTicks(
            Math.Clamp(time.GetElapsedTime(started).Ticks * 3, TimeSpan.TicksPerMillisecond * 10, TimeSpan.TicksPerMillisecond * 100));
        return _snapshot;
    }

    /// <summary>Whole lists at a time: with many contents and few changes, putting rows together is most of a snapshot's cost.</summary>
    private static List<TRow> Joined<TRow>(List<WindowRows> windows, Func<WindowRows, List<TRow>> rows)
    {
        if (windows.Count == 1)
            return rows(windows[0]);
        var all = new List<TRow>(windows.Sum(w => rows(w).Count));
        windows.ForEach(w => all.AddRange(rows(w)));
        return all;
    }
}
