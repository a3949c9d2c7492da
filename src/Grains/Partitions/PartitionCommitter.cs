using Microsoft.Extensions.Logging;
using StreamPulse.Grains.Hosting;
using StreamPulse.Storage;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Grains.Partitions;

/// <summary>Writes checkpoints, again and again while PostgreSQL is away. Encodes and waits outside the grains' own scheduler.</summary>
internal sealed class PartitionCommitter(PostgresWindowSink sink, GrainMetrics metrics, TimeProvider time, ILogger<PartitionCommitter> logger)
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    /// <summary>Ends when the checkpoint is committed.</summary>
    /// <exception cref="FencedException">Another activation has moved it.</exception>
    /// <exception cref="OperationCanceledException">Asked to give up; whether it is committed is not known.</exception>
    public async Task CommitAsync(CheckpointPlan plan, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var started = time.GetTimestamp();
        var batch = plan.Encode();
        var backOff = TimeSpan.FromMilliseconds(100);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await sink.CommitAsync(batch, mayBeCommitted: attempt > 0, cancellationToken).ConfigureAwait(false);
                metrics.Checkpointed(time.GetElapsedTime(started));
                return;
            }
            catch (StoreUnavailableException e)
            {
                GrainLog.StoreAway(logger, backOff, e.Message);
                await Task.Delay(backOff, time, cancellationToken).ConfigureAwait(false);
                backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, LongestBackOff.Ticks));
            }
        }
    }
}
