using Microsoft.Extensions.Logging;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Grains.Pipeline;

/// <summary>
/// Retires windows that every partition has passed by the allowed lateness once they are kept for long enough, and at the bound all others: first the
/// partitions give them up, then their partials go from the store.
/// </summary>
internal sealed class WindowRetirer(PostgresPipelineStore store, SiloDeaths deaths, GrainOptions options, TimeProvider time, ILogger<WindowRetirer> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly CallPatience _patience = new(deaths, time, CallPatience.ForRows);
    private long _lookedAt = time.GetTimestamp();

    /// <summary>Looks once a minute.</summary>
    public async Task RetireWhenDueAsync(IReadOnlyCollection<PartitionReport> reports, IGrainFactory grains)
    {
        if (time.GetElapsedTime(_lookedAt) < Interval)
            return;
        _lookedAt = time.GetTimestamp();
        try
        {
            var now = time.GetUtcNow();
            var old = await store.ListClosedBeforeAsync(now - options.PartialRetention, CancellationToken.None);
            var bound = (await store.ListClosedBeforeAsync(now - options.PartialRetentionBound, CancellationToken.None)).ToHashSet();
            var starts = old.Where(w => bound.Contains(w) || reports.All(r => HasPassed(r, w))).ToArray();
            if (starts.Length == 0)
                return;
            await _patience.WaitAsync(Task.WhenAll(reports.Select(r => grains.GetGrain<IPartitionGrain>(r.Partition).RetireAsync(new WindowList(starts)))));
            await store.RetireAsync(starts, CancellationToken.None);
        }
        catch (Exception e) when (e is StoreUnavailableException or OrleansException or TimeoutException)
        {
            GrainLog.RetireFailed(logger, e.Message);
        }
    }

    private static bool HasPassed(PartitionReport report, long windowStartMs)
        => (PartitionPhase)report.Phase == PartitionPhase.Finished || windowStartMs < report.PassedBeforeMs;
}
