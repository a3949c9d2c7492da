using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;

namespace StreamPulse.Standalone.Engine;

/// <summary>Reads one partition, aggregates it and hands changed partials on. One loop; it waits when the merger or the store is behind.</summary>
internal sealed class PartitionWorker(
    PartitionAggregator aggregator,
    IEventLog log,
    ChannelWriter<MergeMessage> merger,
    EngineOptions options,
    TimeProvider time,
    EngineMetrics metrics,
    ILogger logger)
{
    /// <summary>Longest wait for records, so that idleness and requests are looked at in between.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    /// <summary>So far behind the log's end, freshness is lost anyway and fewer, larger updates catch up sooner.</summary>
    private const long FarBehindRecords = 100_000;

    private static readonly TimeSpan FarBehindInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Records taken between two looks at the clock.</summary>
    private const int RecordsPerLook = 2048;

    private readonly ConcurrentQueue<RetireRequest> _retireRequests = new();
    private long _committedOffset = aggregator.NextOffset;
    private long _sealedAtOffset = long.MaxValue;
    private long _lastRecordAt = time.GetTimestamp();
    private long _lastUpdateAt = time.GetTimestamp();
    private TimeSpan _updateInterval = options.UpdateInterval;
    private PartitionPhase _phase = PartitionPhase.Active;
    private long _lagRecords;
    private long _passedBeforeMs = long.MinValue;
    private volatile bool _ended;

    public int Partition => aggregator.Partition;

    /// <summary>Where the checkpoint stood when this worker began.</summary>
    public long StartOffset { get; } = aggregator.NextOffset;

    /// <summary>Latest event time up to there.</summary>
    public long StartMaxEventTimeMs { get; } = aggregator.MaxEventTimeMs;

    /// <summary>Counts of its prefix up to there.</summary>
    public PartitionTotals StartTotals { get; } = aggregator.Totals;

    /// <summary>Told after each commit: reading goes no further than a bound beyond it.</summary>
    public void Committed(long offset) => Volatile.Write(ref _committedOffset, offset);

    /// <summary>Told when the partition is sealed: nothing comes at or after <paramref name="endOffset"/>.</summary>
    public void SealedAt(long endOffset) => Volatile.Write(ref _sealedAtOffset, endOffset);

    /// <summary>Whether no event of the window that starts there can be counted here any more. May be asked by any thread.</summary>
    public bool HasPassed(long windowStartMs) => _ended || windowStartMs < Volatile.Read(ref _passedBeforeMs);

    /// <summary>Makes the partition give up windows for good; done when their last changes are on their way to the merger.</summary>
    public Task RetireAsync(IReadOnlyList<long> windowStartsMs)
    {
        var request = new RetireRequest(windowStartsMs, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _retireRequests.Enqueue(request);
        if (_ended)
            Answer();
        return request.Done.Task;
    }

    /// <summary>Reads until the partition is finished or the token asks to stop; then hands on what it has.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (aggregator.NextOffset >= Volatile.Read(ref _sealedAtOffset))
            _phase = PartitionPhase.Finished;
        await using var reader = log.OpenReader(Partition, aggregator.NextOffset);
        var backOff = TimeSpan.FromMilliseconds(100);
        while (!cancellationToken.IsCancellationRequested && _phase != PartitionPhase.Finished)
        {
            try
            {
                await StepAsync(reader, cancellationToken);
                backOff = TimeSpan.FromMilliseconds(100);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (LogUnavailableException e)
            {
                EngineLog.LogAway(logger, Partition, backOff, e.Message);
                await Task.Delay(backOff, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, LongestBackOff.Ticks));
            }
        }

        await HandOnAsync(CancellationToken.None);
        _ended = true;
        Answer();
    }

    /// <summary>An ended partition opens no windows; there is nothing to give up.</summary>
    private void Answer()
    {
        while (_retireRequests.TryDequeue(out var request))
            request.Done.TrySetResult();
    }

    private async Task StepAsync(ILogReader reader, CancellationToken cancellationToken)
    {
        await RetireRequestedAsync(cancellationToken);
        if (aggregator.NextOffset - Volatile.Read(ref _committedOffset) > options.MaxUncommittedRecords)
        {
            if (aggregator.HasChanges)
                await HandOnAsync(cancellationToken);
            await Task.Delay(options.UpdateInterval, time, cancellationToken);
            return;
        }

        var wait = aggregator.HasChanges ? Later(_updateInterval - time.GetElapsedTime(_lastUpdateAt)) : LongestRead;
        using (var batch = await reader.ReadAsync(wait, cancellationToken))
        {
            if (batch is null)
                await CaughtUpAsync(cancellationToken);
            else
                await TakeAsync(batch, cancellationToken);
        }
    }

    private async Task TakeAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        _lastRecordAt = time.GetTimestamp();
        _phase = PartitionPhase.Active;
        _lagRecords = batch.EndOffset - batch.NextOffset;
        while (TakeSome(batch))
        {
            if (time.GetElapsedTime(_lastUpdateAt) >= _updateInterval)
                await HandOnAsync(cancellationToken);
        }

        metrics.Lag(Partition, _lagRecords);
    }

    private bool TakeSome(RecordBatch batch)
    {
        for (var i = 0; i < RecordsPerLook; i++)
        {
            if (!batch.TryRead(out var record))
                return false;
            aggregator.Add(record.Offset, record.IngestionTimeMs, record.Key, record.Value);
        }

        return true;
    }

    private async Task CaughtUpAsync(CancellationToken cancellationToken)
    {
        _lagRecords = 0;
        metrics.Lag(Partition, 0);
        var phase = aggregator.NextOffset >= Volatile.Read(ref _sealedAtOffset) ? PartitionPhase.Finished
            : aggregator.MaxEventTimeMs == Watermark.None || time.GetElapsedTime(_lastRecordAt) >= options.IdleTimeout ? PartitionPhase.Idle
            : PartitionPhase.Active;
        var changed = phase != _phase;
        _phase = phase;
        if (changed || aggregator.HasChanges)
            await HandOnAsync(cancellationToken);
    }

    /// <summary>Hands on what changed. When that takes long (many keys), the next one waits longer, so that reading keeps most of the time.</summary>
    private async Task HandOnAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var update = aggregator.HasChanges ? aggregator.TakeUpdate() : null;
        var cost = time.GetElapsedTime(started);
        if (update is not null)
            metrics.Taken(update);
        await merger.WriteAsync(new MergeMessage.Report(Partition, _phase, update), cancellationToken);
        Volatile.Write(ref _passedBeforeMs, aggregator.PassedBeforeMs);
        _lastUpdateAt = time.GetTimestamp();
        var least = _lagRecords > FarBehindRecords && FarBehindInterval > options.UpdateInterval ? FarBehindInterval : options.UpdateInterval;
        _updateInterval = TimeSpan.FromTicks(Math.Max(least.Ticks, Math.Min(cost.Ticks * 10, options.CommitInterval.Ticks)));
    }

    private async Task RetireRequestedAsync(CancellationToken cancellationToken)
    {
        while (_retireRequests.TryDequeue(out var request))
        {
            if (aggregator.HasChanges)
                await HandOnAsync(cancellationToken);
            foreach (var start in request.WindowStartsMs)
                aggregator.Retire(start);
            request.Done.TrySetResult();
        }
    }

    private static TimeSpan Later(TimeSpan wait) => wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;

    private sealed record RetireRequest(IReadOnlyList<long> WindowStartsMs, TaskCompletionSource Done);
}
