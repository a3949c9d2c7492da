using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Hosting;
using StreamPulse.Storage;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Grains.Keys;

/// <summary>
/// Writes the rows of a silo's key grains, many in a transaction. What a row says is asked of every partition after the row was asked for, and
/// a row that counts less than the one in the table changes nothing: docs/adr/0014 says why that is exact whoever else writes.
/// </summary>
internal sealed class RowWriter(
    PartialsReader partials, PostgresRowStore store, PipelineSettings settings, GrainOptions options, GrainMetrics metrics, TimeProvider time, ILogger<RowWriter> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    private readonly Channel<RowRequest> _requests = Channel.CreateBounded<RowRequest>(
        new BoundedChannelOptions(options.RowQueueCapacity) { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private RowRequest? _first;

    /// <summary>Queues a row; waits while the queue is full.</summary>
    public ValueTask EnqueueAsync(RowRequest request) => _requests.Writer.WriteAsync(request);

    /// <summary>Runs from before the first grain until after the last one.</summary>
    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(RowWriter), ServiceLifecycleStage.RuntimeServices, StartAsync, StopAsync);

    private Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.RowsWaitingFrom(() => _requests.Reader.Count);
        _running = RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_requests.Reader.TryRead(out var left))
            left.Fail(new OperationCanceledException("The silo stops."));
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (_first is not null || await _requests.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            await WriteAsync(Collect(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What waits, each row once: a row that comes again begins the next transaction.</summary>
    private List<RowRequest> Collect()
    {
        var batch = new List<RowRequest>();
        var rows = new HashSet<(AccumulatorKind, Utf8Key, long)>();
        while (batch.Count < options.RowsPerTransaction && (_first is not null || _requests.Reader.TryRead(out _first)))
        {
            if (!rows.Add((_first.Kind, _first.Key, _first.WindowStartMs)))
                break;
            _first.Take();
            batch.Add(_first);
            _first = null;
        }

        return batch;
    }

    private async Task WriteAsync(List<RowRequest> batch, CancellationToken cancellationToken)
    {
        for (var backOff = ShortestBackOff; ; backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, LongestBackOff.Ticks)))
        {
            try
            {
                await TryWriteAsync(batch, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                batch.ForEach(r => r.Fail(e));
                throw;
            }
            catch (Exception e) when (e is StoreUnavailableException or TimeoutException or OrleansException)
            {
                GrainLog.RowsWait(logger, backOff, e.Message);
            }
            catch (Exception e)
            {
                batch.ForEach(r => r.Fail(e));
                return;
            }

            await Task.Delay(backOff, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TryWriteAsync(List<RowRequest> batch, CancellationToken cancellationToken)
    {
        var read = await partials.ReadAsync(batch, cancellationToken).ConfigureAwait(false);
        var rows = new Dictionary<long, WindowRows>();
        var met = new List<RowRequest>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch[i].IsMetBy(read[i]))
            {
                batch[i].Fail(new TimeoutException("A partition answered with less than was to be written; ask again."));
                continue;
            }

            met.Add(batch[i]);
            if (!rows.TryGetValue(batch[i].WindowStartMs, out var window))
                rows.Add(batch[i].WindowStartMs, window = new WindowRows(settings.Windows.At(batch[i].WindowStartMs), [], [], []));
            Add(window, Merge(batch[i], read[i].Values));
        }

        var started = time.GetTimestamp();
        await store.WriteAsync([.. rows.Values], cancellationToken).ConfigureAwait(false);
        metrics.RowsWritten(met.Count, time.GetElapsedTime(started));
        met.ForEach(static r => r.Complete());
    }

    private static DownloadAccumulator Merge(RowRequest request, IEnumerable<DownloadAccumulator> partials)
    {
        var merged = new DownloadAccumulator(request.Kind, request.Key);
        foreach (var partial in partials)
            merged.Merge(partial);
        return merged;
    }

    private static void Add(WindowRows window, DownloadAccumulator merged)
    {
        switch (merged.Kind)
        {
            case AccumulatorKind.Content:
                window.Contents.Add(RowBuilder.Content(merged, window.Window));
                break;
            case AccumulatorKind.Region:
                window.Regions.Add(RowBuilder.Region(merged, window.Window));
                break;
            default:
                window.Devices.Add(RowBuilder.Device(merged, window.Window));
                break;
        }
    }
}
