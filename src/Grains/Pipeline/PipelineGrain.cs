using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Closing;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Pipeline;

/// <summary>
/// Hosts the operator that closes windows. A timer runs its rounds: soon after a partition has sent a notification, and from time to time.
/// The reminder runs the same round when no timer has, because the grain was lost and nobody has called it since.
/// </summary>
[Reentrant]
[RandomPlacement]
internal sealed class PipelineGrain(
    IWindowStore store,
    IPartitionPeer partitions,
    IRowPeer rows,
    IAlertPeer alerts,
    IEventLog log,
    DatabaseBinding binding,
    SiloHome home,
    GrainMetrics metrics,
    PipelineSettings settings,
    PipelineOptions options,
    TimeProvider time,
    ILogger<PipelineGrain> logger) : Grain, IPipelineGrain, IRemindable
{
    private const string ReminderName = "close-windows";

    private static readonly TimeSpan LongestAsking = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _oneRound = new(1, 1);
    private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(home.Leaving);
    private readonly PartitionPoll _poll = new(log, binding.CheckAsync, options, time, logger);
    private ClosingOperator? _closing;
    private RoundSchedule? _schedule;
    private IGrainTimer? _timer;
    private TaskCompletionSource _roundEnded = new();
    private bool _isRound;
    private long? _failedAt;

    private ClosingOperator Closing
        => _closing ??= new ClosingOperator(store, partitions, rows, alerts, _poll, MergedWatermark.Next, settings, options, time, logger);

    private RoundSchedule Schedule => _schedule ??= new RoundSchedule(_poll, options, time);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder(ReminderName, options.ReminderPeriod, options.ReminderPeriod, cancellationToken);
        if (options.Timers)
        {
            _timer = this.RegisterGrainTimer(
                RoundOnTimeAsync,
                new GrainTimerCreationOptions(TimeSpan.Zero, options.PartitionPoll) { Interleave = true, KeepAlive = true });
        }

        GrainLog.PipelineRuns(logger);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _leaving.CancelAsync();

    /// <inheritdoc/>
    public Task StartAsync() => Task.CompletedTask; // the call has activated it

    /// <inheritdoc/>
    public Task NoteNewsAsync()
    {
        Schedule.NoteNews();
        if (!_isRound)
            SetTimer();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PipelineState> GetStateAsync()
    {
        var state = Closing.HasHeardOfAll
            ? new PipelineState(
                Closing.WatermarkMs, Closing.OpenWindows(), [.. Closing.Reports.OrderBy(static r => r.Partition).Select(MessageOf)],
                Closing.IsSettled)
            : new PipelineState(Closing.WatermarkMs, [], [], false); // which windows are open is not known yet
        return Task.FromResult(state with
        {
            ProblemKind = (byte)(Closing.Problem?.Kind ?? default),
            Problem = Closing.Problem?.Reason,
            CaughtUp = Closing.HasCaughtUp,
        });
    }

    /// <inheritdoc/>
    public async Task<PipelineState> AskStateAsync()
    {
        if (Closing is { IsSettled: true, Problem: null })
            return await GetStateAsync(); // whatever comes is news
        var ended = _roundEnded.Task;
        await NoteNewsAsync();
        if (options.Timers)
        {
            await ended.WaitAsync(LongestAsking, time).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return await GetStateAsync();
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var before = Closing.Closed;
        try
        {
            long closed;
            do
            {
                closed = Closing.Closed;
                await RoundAsync(askLog: true);
                await Task.WhenAll(_poll.Partitions.Select(p => partitions.CommitAsync(p.Partition, _leaving.Token)));
                await RoundAsync(askLog: false);
            }
            while (Closing.Closed > closed);
        }
        catch (Exception e)
        {
            NoteFailed(e);
        }

        if (Closing.Closed > before && !options.Timers)
            GrainLog.ReminderClosed(logger, Closing.Closed - before);
    }

    private async Task RoundOnTimeAsync(CancellationToken cancellationToken)
    {
        if (_leaving.IsCancellationRequested)
            return; // the silo stops, and another one goes on
        _isRound = true;
        try
        {
            await RoundAsync(askLog: false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested || _leaving.IsCancellationRequested)
        {
            return; // as above
        }
        catch (Exception e)
        {
            NoteFailed(e);
        }

        _isRound = false;
        SetTimer();
    }

    /// <summary>One message at the beginning of an outage, however many rounds fail.</summary>
    private void NoteFailed(Exception e)
    {
        if (_failedAt is not null)
            return;
        _failedAt = time.GetTimestamp();
        GrainLog.RoundFailed(logger, e.Message);
    }

    private void NoteSucceeded()
    {
        if (_failedAt is { } at)
            GrainLog.RoundSucceeded(logger, time.GetElapsedTime(at));
        _failedAt = null;
    }

    private void SetTimer() => _timer?.Change(Schedule.UntilNext, options.PartitionPoll);

    private async Task RoundAsync(bool askLog)
    {
        await _oneRound.WaitAsync();
        try
        {
            var started = time.GetTimestamp();
            var closed = Closing.Closed;
            Schedule.NoteBegun();
            await Closing.RunAsync(askLog, _leaving.Token);
            NoteSucceeded();
            Schedule.NoteEnded(Closing.HasMore, Closing.IsSettled);
            metrics.Watermark(Closing.WatermarkMs);
            if (Closing.Closed > closed)
                metrics.Closed(time.GetElapsedTime(started));
        }
        catch
        {
            Schedule.NoteFailed();
            throw;
        }
        finally
        {
            _oneRound.Release();
            var ended = _roundEnded;
            _roundEnded = new TaskCompletionSource();
            ended.SetResult();
        }
    }

    private static PartitionReportMessage MessageOf(PartitionReport r)
        => new(
            r.Partition, (byte)r.Phase, r.NextOffset, r.CommittedOffset, r.MaxEventTimeMs, r.CommittedBoundedTimeMs,
            r.PassedBeforeMs, r.OpenWindows, r.Activation, r.Commits, [], [], r.At)
        {
            LiveOffset = r.LiveOffset,
            LastRecordTimeMs = r.LastRecordTimeMs,
        };
}
