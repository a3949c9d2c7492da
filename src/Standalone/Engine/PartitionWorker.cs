using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// Reads one partition, aggregates it and hands changed partials on. One loop; it waits when the merger or the store is behind.
/// </summary>
internal sealed class PartitionWorker(
    PartitionAggregator aggregator,
    IEventLog log,
    LogWatch watch,
    ChannelWriter<MergeMessage> merger,
    EngineOptions options,
    TimeProvider time,
    EngineMetrics metrics,
    ILogger logger)
{
    /// <summary>Longest wait for records, so that idleness and requests are looked at in between.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    /// <summary>So far behind the log's end, freshness is lost anyway and fewer, larger updates catch up sooner.</summary>
    private const long FarBehindRecords = 100_000;

    private static readonly TimeSpan FarBehindInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Records taken between two looks at the clock.</summary>
    private const int RecordsPerLook = 2048;

    private readonly ConcurrentQueue<RetireRequest> _retireRequests = new();
    private readonly ReadPosition _position = new(aggregator.NextOffset, time);
    private long _committedOffset = aggregator.NextOffset;
    private long _sealedAtOffset = long.MaxValue;
    private long _lastRecordAt = time.GetTimestamp();
    private long _lastUpdateAt = time.GetTimestamp();
    private TimeSpan _updateInterval = options.UpdateInterval;
    private volatile PartitionPhase _phase = PartitionPhase.Active;
    private volatile string? _awayReason;
    private ILogReader? _reader;
    private OffsetOutOfRangeException? _outOfRange;
    private long _passedBeforeMs = long.MinValue;
    private volatile bool _ended;

    public int Partition => aggregator.Partition;

    /// <summary>Where the checkpoint stood when this worker began.</summary>
    public long StartOffset { get; } = aggregator.NextOffset;

    /// <summary>Latest event time up to there.</summary>
    public long StartMaxEventTimeMs { get; } = aggregator.MaxEventTimeMs;

    /// <summary>Counts of its prefix up to there.</summary>
    public PartitionTotals StartTotals { get; } = aggregator.Totals;

    /// <summary>Why the log could not be read when it was last tried; null when it could.</summary>
    public string? AwayReason => _awayReason;

    /// <summary>How far it has read. May be asked by any thread.</summary>
    public PartitionReading Reading => new(Partition, PhaseWord(_phase), _position.NextOffset, _position.EndOffset, _position.LagSeconds);

    /// <summary>Told after each commit: reading goes no further than a bound beyond it, and the log's tools may know.</summary>
    public void Committed(long offset)
    {
        if (offset == Volatile.Read(ref _committedOffset))
            return;
        Volatile.Write(ref _committedOffset, offset);
        log.Checkpointed(Partition, offset);
    }

    /// <summary>Told from time to time how the partition stands: where it ends, and whether anything can come after that.</summary>
    public void StandsAt(LogPartition partition)
    {
        _position.EndsAt(partition.EndOffset);
        if (partition.Sealed)
            Volatile.Write(ref _sealedAtOffset, partition.EndOffset);
    }

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
        try
        {
            await ReadToEndAsync(cancellationToken);
        }
        finally
        {
            await CloseReaderAsync();
        }

        await HandOnAsync(CancellationToken.None);
        _ended = true;
        Answer();
    }

    private async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        var backOff = ShortestBackOff;
        while (!cancellationToken.IsCancellationRequested && _phase != PartitionPhase.Finished)
        {
            try
            {
                await StepAsync(cancellationToken);
                backOff = ShortestBackOff;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is LogUnavailableException or StoreUnavailableException)
            {
                if (_awayReason is null)
                    EngineLog.LogAway(logger, Partition, e.Message);
                _awayReason = e.Message;
                await HandOnChangesAsync(CancellationToken.None);
                await Task.Delay(backOff, time, cancellationToken).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, LongestBackOff.Ticks));
            }
        }
    }

    /// <summary>An ended partition opens no windows; there is nothing to give up.</summary>
    private void Answer()
    {
        while (_retireRequests.TryDequeue(out var request))
            request.Done.TrySetResult();
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        await RetireRequestedAsync(cancellationToken);
        if (_outOfRange is { } range)
            await SkipLostAsync(range, cancellationToken);
        if (aggregator.NextOffset - Volatile.Read(ref _committedOffset) > options.MaxUncommittedRecords)
        {
            await HandOnChangesAsync(cancellationToken);
            await Task.Delay(options.UpdateInterval, time, cancellationToken);
            return;
        }

        var wait = aggregator.HasChanges ? Later(_updateInterval - time.GetElapsedTime(_lastUpdateAt)) : LongestRead;
        _reader ??= log.OpenReader(Partition, aggregator.NextOffset);
        try
        {
            using var batch = await _reader.ReadAsync(wait, cancellationToken);
            if (_awayReason is not null)
                (_awayReason, _lastRecordAt) = (null, time.GetTimestamp());
            if (batch is null)
                await NothingCameAsync(cancellationToken);
            else
                await TakeAsync(batch, cancellationToken);
        }
        catch (OffsetOutOfRangeException e)
        {
            _outOfRange = e;
        }
    }

    /// <summary>
    /// The log does not have the next record. If it is still the same log, records were lost: that ends the engine, or is recorded and
    /// passed, as the options say. A checkpoint beyond the log's end always ends it: what is there now is not what was counted.
    /// </summary>
    private async Task SkipLostAsync(OffsetOutOfRangeException range, CancellationToken cancellationToken)
    {
        await watch.EnsureSameLogAsync(cancellationToken);
        var next = aggregator.NextOffset;
        await CloseReaderAsync();
        _outOfRange = null;
        if (next > range.EndOffset)
            throw LogPositionException.BeyondEnd(next, range);
        if (next >= range.EarliestOffset)
            throw new LogUnavailableException(range.Message, range);
        if (options.OnTrimmed == TrimmedLogPolicy.Stop)
            throw LogPositionException.Trimmed(next, range);
        EngineLog.Skipped(logger, Partition, range.EarliestOffset - next, next, range.EarliestOffset);
        aggregator.SkipTo(range.EarliestOffset);
        _position.Took(range.EarliestOffset, LogRecord.UnknownIngestionTimeMs);
    }

    private async Task CloseReaderAsync()
    {
        if (_reader is not { } reader)
            return;
        _reader = null;
        await reader.DisposeAsync();
    }

    private async Task TakeAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        _lastRecordAt = time.GetTimestamp();
        _phase = PartitionPhase.Active;
        _position.EndsAt(batch.EndOffset);
        while (TakeSome(batch))
        {
            if (time.GetElapsedTime(_lastUpdateAt) >= _updateInterval)
                await HandOnAsync(cancellationToken);
        }
    }

    private bool TakeSome(RecordBatch batch)
    {
        var taken = 0;
        var ingestionTimeMs = 0L;
        for (; taken < RecordsPerLook && batch.TryRead(out var record); taken++)
        {
            aggregator.Add(record.Offset, record.IngestionTimeMs, record.Key, record.Value);
            ingestionTimeMs = record.IngestionTimeMs;
        }

        if (taken > 0)
            _position.Took(aggregator.NextOffset, ingestionTimeMs);
        return taken == RecordsPerLook;
    }

    /// <summary>Nothing came, and the log could be read: a log that is away says nothing about idleness.</summary>
    private async Task NothingCameAsync(CancellationToken cancellationToken)
    {
        if (watch.AwayReason is not null)
        {
            _lastRecordAt = time.GetTimestamp();
            await HandOnChangesAsync(cancellationToken);
            return;
        }

        var hasNoEvents = aggregator.MaxEventTimeMs == Watermark.None && _position.LagRecords == 0;
        var phase = aggregator.NextOffset >= Volatile.Read(ref _sealedAtOffset) ? PartitionPhase.Finished
            : hasNoEvents || _phase == PartitionPhase.Idle || time.GetElapsedTime(
                _lastRecordAt) >= options.IdleTimeout ? PartitionPhase.Idle
            : PartitionPhase.Active;
        var changed = phase != _phase;
        _phase = phase;
        if (changed || aggregator.HasChanges)
            await HandOnAsync(cancellationToken);
    }

    private Task HandOnChangesAsync(CancellationToken cancellationToken)
        => aggregator.HasChanges ? HandOnAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>
    /// Hands on what changed. If that takes long (many keys), the next update waits longer, so that most of the time is left for reading.
    /// </summary>
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
        var least = _position.LagRecords > FarBehindRecords && FarBehindInterval > options.UpdateInterval
            ? FarBehindInterval
            : options.UpdateInterval;
        _updateInterval = TimeSpan.FromTicks(Math.Max(least.Ticks, Math.Min(cost.Ticks * 10, options.CommitInterval.Ticks)));
    }

    private async Task RetireRequestedAsync(CancellationToken cancellationToken)
    {
        while (_retireRequests.TryDequeue(out var request))
        {
            await HandOnChangesAsync(cancellationToken);
            foreach (var start in request.WindowStartsMs)
                aggregator.Retire(start);
            request.Done.TrySetResult();
        }
    }

    private static string PhaseWord(PartitionPhase phase) => phase switch
    {
        PartitionPhase.Active => "active",
        PartitionPhase.Idle => "idle",
        _ => "finished",
    };

    private static TimeSpan Later(TimeSpan wait) => wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;

    private sealed record RetireRequest(IReadOnlyList<long> WindowStartsMs, TaskCompletionSource Done);
}
