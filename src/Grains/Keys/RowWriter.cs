using Microsoft.Extensions.Logging;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Storage;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Keys;

/// <summary>
/// Writes the rows of a silo's key grains, many in a transaction. What a row says is asked of every partition after the row was asked for, and
/// a row that counts less than the one in the table changes nothing: docs/adr/0014 says why that is exact whoever else writes. While PostgreSQL takes one
/// lot of rows the next one is made.
/// </summary>
internal sealed class RowWriter(
    PartialsReader partials, PostgresRowStore store, PipelineSettings settings, GrainOptions options, GrainMetrics metrics, TimeProvider time, ILogger<RowWriter> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    private readonly RowQueue _queue = new(options.RowQueueCapacity);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Queues rows; waits while the queue is full. The batch is told when they are durable.</summary>
    public Task EnqueueAsync(AccumulatorKind kind, KeyNotices notices, NoticeBatch batch) => _queue.AddAsync(kind, notices, batch);

    /// <summary>Runs from before the first grain until after the last one.</summary>
    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(RowWriter), ServiceLifecycleStage.RuntimeServices, StartAsync, StopAsync);

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        _stop.Dispose();
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.RowsWaitingFrom(() => _queue.Count);
        _running = RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var left in _queue.Take(int.MaxValue))
            left.Settle(isDurable: false);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var writing = Task.CompletedTask;
        try
        {
            while (true)
            {
                await _queue.WaitAsync(cancellationToken).ConfigureAwait(false);
                var rows = await PrepareAsync(_queue.Take(options.RowsPerTransaction), cancellationToken).ConfigureAwait(false);
                await writing.ConfigureAwait(false);
                writing = WriteAsync(rows, cancellationToken);
            }
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<PreparedRows> PrepareAsync(List<RowRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            var (partitions, answers) = await RepeatAsync(() => partials.ReadAsync(requests, cancellationToken), cancellationToken).ConfigureAwait(false);
            return PreparedRows.Make(requests, partitions, answers, settings);
        }
        catch (Exception e)
        {
            if (e is not OperationCanceledException)
                GrainLog.RowsRefused(logger, requests.Count, e.Message, e);
            requests.ForEach(static r => r.Settle(isDurable: false));
            cancellationToken.ThrowIfCancellationRequested();
            return new PreparedRows([], [], []);
        }
    }

    private async Task WriteAsync(PreparedRows rows, CancellationToken cancellationToken)
    {
        try
        {
            var (replaced, took) = await RepeatAsync(() => TryWriteAsync(rows, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (replaced.Count == 0)
            {
                metrics.RowsWritten(rows.Requests.Count, took);
            }
            else
            {
                GrainLog.RowsOfOlderActivation(logger, rows.Requests.Count);
                partials.TellReplaced(replaced);
            }

            rows.Settle(isDurable: replaced.Count == 0);
        }
        catch (Exception e)
        {
            if (e is not OperationCanceledException)
                GrainLog.RowsRefused(logger, rows.Requests.Count, e.Message, e);
            rows.Settle(isDurable: false);
        }
    }

    private async Task<(IReadOnlyList<PartitionTerm> Replaced, TimeSpan Took)> TryWriteAsync(PreparedRows rows, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var replaced = await store.WriteAsync(rows.Rows, rows.Terms, cancellationToken).ConfigureAwait(false);
        return (replaced, time.GetElapsedTime(started));
    }

    /// <summary>Tries again and again while a partition or PostgreSQL is away.</summary>
    private async Task<T> RepeatAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var backOff = ShortestBackOff; ; backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, LongestBackOff.Ticks)))
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception e) when (e is StoreUnavailableException or TimeoutException or OrleansException)
            {
                GrainLog.RowsWait(logger, backOff, e.Message);
            }

            await Task.Delay(backOff, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
