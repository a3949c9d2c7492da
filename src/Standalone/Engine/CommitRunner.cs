using Microsoft.Extensions.Logging;
using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Standalone.Engine;

/// <summary>Carries a planned commit out, again and again while the store is away.</summary>
internal sealed class CommitRunner(IWindowSink sink, EngineTasks tasks, EngineMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private volatile string? _awayReason;

    /// <summary>Why the last attempt found PostgreSQL away; null when it did not.</summary>
    public string? AwayReason => _awayReason;

    /// <summary>Lets the sink write rows ahead; the outcome does not matter.</summary>
    public Task PrepareAsync(WindowRows rows, CancellationToken cancellationToken) => sink.PrepareAsync(rows, cancellationToken);

    /// <summary>At the end: no window closes any more.</summary>
    public ValueTask ForgetPreparedAsync() => sink.ForgetPreparedAsync();

    /// <summary>Ends when the plan is committed.</summary>
    /// <exception cref="FencedException">Another process has taken over.</exception>
    /// <exception cref="OperationCanceledException">Asked to give up; whether the plan is committed is not known.</exception>
    public async Task RunAsync(CommitPlan plan, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var batch = await tasks.Run(plan.Encode);
        var backOff = TimeSpan.FromMilliseconds(100);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await sink.CommitAsync(batch, mayBeCommitted: attempt > 0, cancellationToken);
                break;
            }
            catch (StoreUnavailableException e)
            {
                _awayReason = e.Message;
                EngineLog.StoreAway(logger, backOff, e.Message);
                await Task.Delay(backOff, time, cancellationToken);
                backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, LongestBackOff.Ticks));
            }
        }

        if (_awayReason is not null)
            EngineLog.StoreBack(logger);
        _awayReason = null;
        metrics.Committed(
            time.GetElapsedTime(started), batch.Rows.Sum(static r => r.Count),
            plan.FirstClosingAt is { } at ? time.GetElapsedTime(at) : null);
    }
}
