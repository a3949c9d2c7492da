using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.DeterministicSimulation.Log;
using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.DeterministicSimulation.Store;
using StreamPulse.Grains.Partitions;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage;
using StreamPulse.Storage.Commits;

namespace StreamPulse.DeterministicSimulation.Cluster;

/// <summary>
/// An activation of a partition grain: the shell of PartitionGrain without Orleans, around the same aggregator, windows and checkpoint plans. What it reads
/// it reads from the log itself; a stream delivers the same.
/// </summary>
internal sealed class PartitionModel(ClusterModel cluster, SiloModel silo, int partition)
{
    private readonly PartitionWindows _windows = new();
    private readonly List<LateEvent> _lateEvents = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly TaskCompletionSource _loaded = new();
    private readonly KeyWriterModel _keys = new(cluster, silo, partition);
    private PartitionAggregator _aggregator = null!;
    private CheckpointPlan? _plan;
    private long _term;
    private long _committedOffset;
    private long _lastRecordAt;
    private bool _isCommitting;
    private bool _hasEnded;

    public int Partition => partition;

    public SiloModel Silo => silo;

    /// <summary>Whether everything that was read is in a checkpoint and in rows.</summary>
    public bool IsSettled
        => _loaded.Task.IsCompleted && _plan is null && !_aggregator.HasChanges && _committedOffset == _aggregator.NextOffset
            && _windows.All.All(static w => w is { Standing: WindowStanding.Closed, IsMarked: true, HasUnwritten: false, HasUncommitted: false });

    private ProcessClock Clock => silo.Process.Clock;

    private StoreConnection Store { get; } = new(cluster.World, silo.Process, cluster.Store);

    /// <summary>Begins from the checkpoint.</summary>
    public void Begin() => silo.Process.Start(RunAsync);

    /// <summary>Hands over: one more checkpoint if that works, and nothing after it.</summary>
    public void Leave() => silo.Process.Start(async () =>
    {
        await CheckpointAsync();
        End();
    });

    /// <summary>How it stands; told which windows are closed.</summary>
    public async Task<PartitionReportModel> ReportAsync(IReadOnlyCollection<long> closed)
    {
        await _loaded.Task;
        foreach (var start in closed)
            _windows.NoteClosed(start);
        Update();
        var isCaughtUp = _aggregator.NextOffset >= cluster.Log.At(partition).VisibleEnd;
        var isQuiet = _aggregator.MaxEventTimeMs == Watermark.None || Clock.GetTimestamp() - _lastRecordAt >= cluster.Scenario.Options.IdleTimeout.Ticks;
        return new PartitionReportModel(
            partition, isCaughtUp && isQuiet ? PartitionPhase.Idle : PartitionPhase.Active, _aggregator.MaxEventTimeMs,
            [.. _windows.All.Where(static w => w.Standing != WindowStanding.Closed).Select(static w => w.StartMs)]);
    }

    /// <summary>From now on every change of these windows is remembered until its row is written.</summary>
    public async Task<bool> PrepareCloseAsync(IReadOnlyCollection<long> starts)
    {
        await _loaded.Task;
        Update();
        foreach (var start in starts)
            _windows.At(start)?.BeginClosing();
        return true;
    }

    /// <summary>Ends when all that this partition has of the windows is in durable rows.</summary>
    public async Task<bool> CloseAsync(IReadOnlyCollection<long> starts)
    {
        await PrepareCloseAsync(starts);
        foreach (var start in starts)
        {
            if (_windows.At(start) is { } window)
                await _keys.WriteAsync(window, window.Unwritten());
        }

        return true;
    }

    /// <summary>Ends if another activation has taken the partition over.</summary>
    public async Task<bool> ReplacedAsync(long term)
    {
        await _loaded.Task;
        if (term > _term)
            End();
        return true;
    }

    /// <summary>Partials of keys in a window, by position, and the term of this activation; of windows that are no longer in memory from the store.</summary>
    public async Task<(long Term, DownloadAccumulator?[] Partials)> GetPartialsAsync(long start, IReadOnlyList<(AccumulatorKind Kind, Utf8Key Key)> keys)
    {
        await _loaded.Task;
        if (_windows.At(start) is { } window)
            return (_term, [.. keys.Select(k => window.Of(k.Kind, k.Key))]);
        if (start >= _aggregator.PassedBeforeMs)
            return (_term, new DownloadAccumulator?[keys.Count]);
        var stored = (await Store.LoadPartialsAsync([start], new Utf8KeyInterner(), CancellationToken.None)).FirstOrDefault(p => p.Partition == partition);
        return (_term, [.. keys.Select(k => stored?.Partials.FirstOrDefault(p => p.Kind == k.Kind && p.Key.Equals(k.Key)))]);
    }

    private async Task RunAsync()
    {
        await LoadAsync();
        _ = CheckpointOnTimeAsync();
        var reader = new SimulatedReader(cluster.World, silo.Process, cluster.Log, cluster.Log.At(partition), _aggregator.NextOffset, cluster.Mutant);
        while (!_hasEnded)
        {
            try
            {
                using var batch = await reader.ReadAsync(TimeSpan.FromMilliseconds(500), CancellationToken.None);
                while (!_hasEnded && batch is not null && batch.TryRead(out var record))
                    _aggregator.Add(record.Offset, record.IngestionTimeMs, record.Key, record.Value);
                if (batch is not null)
                    _lastRecordAt = Clock.GetTimestamp();
                if (cluster.World.Random.Chance(0.5))
                    Update();
            }
            catch (LogUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), Clock, CancellationToken.None);
            }
        }
    }

    private async Task LoadAsync()
    {
        while (true)
        {
            try
            {
                var stored = await Store.LoadPartitionAsync(partition, cluster.Scenario.Settings, CancellationToken.None);
                _windows.Restore(stored);
                _aggregator = new PartitionAggregator(partition, cluster.Scenario.Settings, new AvroEventDecoder(AvroSchemaSet.Default), stored.Retired.Contains);
                var (next, latest, totals) = stored.Checkpoint;
                var passed = new PartitionAggregator(partition, cluster.Scenario.Settings, new AvroEventDecoder(AvroSchemaSet.Default));
                passed.Restore(new PartitionState(partition, next, latest, totals, []));
                _aggregator.Restore(new PartitionState(
                    partition, next, latest, totals,
                    [.. stored.Partials.Where(p => p.WindowStartMs >= passed.PassedBeforeMs).Select(static p => new WindowPartials(p.WindowStartMs, p.Partials))]));
                _term = stored.Term;
                _committedOffset = next;
                _lastRecordAt = Clock.GetTimestamp();
                cluster.World.Note(silo.Process.Name, $"partition {partition} begins at offset {next}");
                _loaded.TrySetResult();
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), Clock, CancellationToken.None);
            }
        }
    }

    private void Update()
    {
        if (!_aggregator.HasChanges)
            return;
        var update = _aggregator.TakeUpdate();
        _windows.Apply(update);
        _lateEvents.AddRange(update.LateEvents);
        _deadLetters.AddRange(update.DeadLetters);
    }

    private async Task CheckpointOnTimeAsync()
    {
        while (!_hasEnded)
        {
            await Task.Delay(cluster.Scenario.Options.CommitInterval, Clock, CancellationToken.None);
            await CheckpointAsync();
        }
    }

    private async Task CheckpointAsync()
    {
        if (_isCommitting || _hasEnded || !_loaded.Task.IsCompleted)
            return;
        _isCommitting = true;
        try
        {
            _plan ??= MakePlan();
            if (_plan is not { } plan)
                return;
            if (cluster.Mutant == Mutant.RowsAfterCheckpoint)
                await CommitAsync(plan);
            foreach (var (window, partials) in plan.RowsFirst)
                await _keys.WriteAsync(window, partials);
            if (cluster.Mutant != Mutant.RowsAfterCheckpoint)
                await CommitAsync(plan);
            NoteCommitted(plan);
        }
        catch (FencedException)
        {
            cluster.World.Note(silo.Process.Name, $"partition {partition} is fenced and ends");
            End();
        }
        catch (TimeoutException)
        {
            // Rows are missing: the same plan is tried again.
        }
        finally
        {
            _isCommitting = false;
        }
    }

    private CheckpointPlan? MakePlan()
    {
        Update();
        var plan = CheckpointPlan.Make(partition, _term, _committedOffset, _aggregator, _windows, _lateEvents, _deadLetters, []);
        if (plan is null)
            return null;
        _lateEvents.Clear();
        _deadLetters.Clear();
        return plan;
    }

    private async Task CommitAsync(CheckpointPlan plan)
    {
        var batch = plan.Encode();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Store.CommitAsync(batch, mayBeCommitted: attempt > 0, CancellationToken.None);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), Clock, CancellationToken.None);
            }
        }
    }

    private void NoteCommitted(CheckpointPlan plan)
    {
        _plan = null;
        _committedOffset = plan.NextOffset;
        foreach (var window in plan.Marks)
            window.IsMarked = true;
        Update();
        _windows.ForgetPassed(_aggregator.PassedBeforeMs);
    }

    private void End()
    {
        _hasEnded = true;
        cluster.Forget(silo, this);
    }
}
