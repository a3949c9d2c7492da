using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;
using StreamPulse.Log;
using StreamPulse.Storage;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Grains.Pipeline;

/// <summary>
/// Moves the merged watermark by what the partitions report, and closes the windows that it has passed. A timer does it in time; the reminder does the
/// same round when no timer has, because the grain was lost and nobody has called it since.
/// </summary>
[Reentrant]
[RandomPlacement]
internal sealed class PipelineGrain(
    PostgresPipelineStore store,
    WindowCloser closer,
    WindowRetirer retirer,
    PartitionPoll poll,
    LogOfDatabase binding,
    SiloHome home,
    SiloDeaths deaths,
    GrainMetrics metrics,
    PipelineSettings settings,
    GrainOptions options,
    TimeProvider time,
    ILogger<PipelineGrain> logger) : Grain, IPipelineGrain, IRemindable
{
    private const string ReminderName = "close-windows";

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _oneRound = new(1, 1);
    private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(home.Leaving);
    private readonly Dictionary<int, PartitionReport> _reports = [];
    private readonly Dictionary<int, CallPatience> _patience = [];
    private readonly HashSet<long> _closed = [];
    private long _watermarkMs = Watermark.None;
    private long _savedWatermarkMs = Watermark.None;
    private long _savedAt;
    private bool _isComplete;
    private bool _hasHeardOfAll;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await binding.EnsureAsync(cancellationToken);
        var stored = await store.LoadAsync(cancellationToken);
        _closed.UnionWith(stored.ClosedWindowStarts);
        _closed.UnionWith(stored.RetiredWindowStarts);
        _watermarkMs = _savedWatermarkMs = stored.WatermarkMs;
        _savedAt = time.GetTimestamp();
        await this.RegisterOrUpdateReminder(ReminderName, options.ReminderPeriod, options.ReminderPeriod, cancellationToken);
        if (options.Timers)
            this.RegisterGrainTimer(RoundOnTimeAsync, new GrainTimerCreationOptions(TimeSpan.Zero, options.ProgressInterval) { Interleave = true, KeepAlive = true });
        GrainLog.PipelineRuns(logger, stored.ClosedWindowStarts.Count, _watermarkMs == Watermark.None ? "none" : DateTimeOffset.FromUnixTimeMilliseconds(_watermarkMs).ToString("O"));
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _leaving.CancelAsync();

    /// <inheritdoc/>
    public Task StartAsync() => Task.CompletedTask; // the call has activated it

    /// <inheritdoc/>
    public Task<PipelineState> GetStateAsync()
    {
        if (!_hasHeardOfAll)
            return Task.FromResult(new PipelineState(_watermarkMs, [], [], false)); // which windows are open is not known yet
        var open = OpenWindows().ToArray();
        var settled = _isComplete && open.Length == 0
            && poll.Partitions.All(p => _reports.TryGetValue(p.Partition, out var report) && report.Settled && report.NextOffset >= p.EndOffset);
        return Task.FromResult(new PipelineState(_watermarkMs, open, [.. _reports.Values.OrderBy(static r => r.Partition)], settled));
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var before = _closed.Count;
        try
        {
            int closed;
            do
            {
                closed = _closed.Count;
                await RoundAsync(askLog: true);
            }
            while (_closed.Count > closed);
            await Task.WhenAll(poll.Partitions.Select(p => PartitionOf(p.Partition).CheckpointAsync()));
        }
        catch (Exception e)
        {
            GrainLog.RoundFailed(logger, e.Message);
        }

        if (_closed.Count > before && !options.Timers)
            GrainLog.ReminderClosed(logger, _closed.Count - before);
    }

    private async Task RoundOnTimeAsync(CancellationToken cancellationToken)
    {
        if (_leaving.IsCancellationRequested)
            return; // the silo stops, and another one goes on
        try
        {
            await RoundAsync(askLog: false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !_leaving.IsCancellationRequested)
        {
            GrainLog.RoundFailed(logger, e.Message);
            await Task.Delay(AfterFailure, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task RoundAsync(bool askLog)
    {
        await _oneRound.WaitAsync();
        try
        {
            await poll.RefreshAsync(askLog);
            _isComplete = await AskPartitionsAsync();
            if (!_isComplete)
                return;
            _hasHeardOfAll = true;
            _watermarkMs = MergedWatermark.Next(_watermarkMs, [.. _reports.Values.Select(ProgressOf)], settings);
            metrics.Watermark(_watermarkMs);
            var ready = OpenWindows().Where(w => settings.Windows.At(w).EndMs <= _watermarkMs).Take(options.WindowsPerRound).ToArray();
            if (ready.Length > 0)
                await CloseAsync(ready);
            else
                await SaveWatermarkAsync();
            await retirer.RetireWhenDueAsync(_reports.Values, GrainFactory);
        }
        finally
        {
            _oneRound.Release();
        }
    }

    /// <returns>Whether all of them have answered.</returns>
    private async Task<bool> AskPartitionsAsync()
    {
        var answers = await Task.WhenAll(poll.Partitions.Select(AskAsync));
        foreach (var report in answers.OfType<PartitionReport>())
            _reports[report.Partition] = report;
        return answers.Length > 0 && answers.All(static a => a is not null);
    }

    private async Task<PartitionReport?> AskAsync(LogPartition partition)
    {
        var closed = _reports.TryGetValue(partition.Partition, out var known) ? known.OpenWindows.Where(_closed.Contains).ToArray() : [];
        if (!_patience.TryGetValue(partition.Partition, out var patience))
            _patience.Add(partition.Partition, patience = new CallPatience(deaths, time, CallPatience.ForAnswers));
        var news = new PartitionNews(partition.EndOffset, poll.Age, partition.Sealed, partition.EarliestOffset, closed);
        try
        {
            return await patience.WaitAsync(PartitionOf(partition.Partition).ReportAsync(news), _leaving.Token);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or StoreUnavailableException or LogUnavailableException)
        {
            GrainLog.PartitionSilent(logger, partition.Partition, e.Message);
            return null;
        }
    }

    private async Task CloseAsync(long[] ready)
    {
        var started = time.GetTimestamp();
        await closer.CloseAsync(ready, [.. _reports.Keys], _watermarkMs, GrainFactory, _leaving.Token);
        metrics.Closed(time.GetElapsedTime(started));
        _closed.UnionWith(ready);
        _savedWatermarkMs = _watermarkMs;
        _savedAt = time.GetTimestamp();
    }

    private async Task SaveWatermarkAsync()
    {
        if (_watermarkMs == _savedWatermarkMs || time.GetElapsedTime(_savedAt) < options.CommitInterval)
            return;
        await closer.SaveWatermarkAsync(_watermarkMs);
        (_savedWatermarkMs, _savedAt) = (_watermarkMs, time.GetTimestamp());
    }

    private IEnumerable<long> OpenWindows() => _reports.Values.SelectMany(static r => r.OpenWindows).Where(w => !_closed.Contains(w)).Distinct().Order();

    private IPartitionGrain PartitionOf(int partition) => GrainFactory.GetGrain<IPartitionGrain>(partition);

    private static PartitionProgress ProgressOf(PartitionReport report) => new(report.Partition, (PartitionPhase)report.Phase, report.MaxEventTimeMs);
}
