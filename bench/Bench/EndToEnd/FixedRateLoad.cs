using System.Collections.Concurrent;
using System.Diagnostics;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Log;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>
/// Appends events at a fixed rate, in a batch every 5 ms. Each batch has a time at which it is due, whether or not earlier ones are
/// acknowledged: when the log or this process is slow, waiting counts as latency (no coordinated omission). An event's event time is that
/// due time.
/// </summary>
internal sealed class FixedRateLoad(IEventLogAppender log, EncodedEvents events, int eventsPerSecond)
{
    public const int TickMs = 5;

    private readonly ConcurrentBag<AppendBatch> _spare = [];
    private readonly Latencies _acknowledged = new();
    private int _next;

    /// <summary>Event time of the first batch, Unix milliseconds.</summary>
    public long StartMs { get; private set; }

    /// <summary>When it was due.</summary>
    public long StartTimestamp { get; private set; }

    /// <summary>From due to durable, for batches that were due after the warm-up.</summary>
    public LatencyFigures? Acknowledged
    {
        get
        {
            lock (_acknowledged)
                return _acknowledged.Figures();
        }
    }

    /// <summary>When an event time is due.</summary>
    public long TimestampOf(long eventTimeMs) => StartTimestamp + ((eventTimeMs - StartMs) * Stopwatch.Frequency / 1000);

    /// <summary>Begins now.</summary>
    public void Start() => (StartMs, StartTimestamp) = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Stopwatch.GetTimestamp());

    /// <summary>Runs until the duration is over and all is acknowledged.</summary>
    /// <param name="onBatch">Told, before each batch is appended, its event time and the numbers of its regions' events.</param>
    public async Task RunAsync(TimeSpan duration, TimeSpan warmUp, Action<long, int[]> onBatch)
    {
        var pending = new List<Task>();
        var perRegion = new int[events.Regions.Count];
        for (long tick = 0; tick * TickMs < duration.TotalMilliseconds; tick++)
        {
            var eventTimeMs = StartMs + (tick * TickMs);
            while (Stopwatch.GetTimestamp() < TimestampOf(eventTimeMs))
                await Task.Delay(1);
            var batch = Fill(eventTimeMs, perRegion);
            onBatch(eventTimeMs, perRegion);
            pending.Add(AppendAsync(batch, eventTimeMs, tick * TickMs >= warmUp.TotalMilliseconds));
            if (pending.Count > 1000)
                pending.RemoveAll(static t => t.IsCompletedSuccessfully);
        }

        await Task.WhenAll(pending);
    }

    private AppendBatch Fill(long eventTimeMs, int[] perRegion)
    {
        if (!_spare.TryTake(out var batch))
            batch = new AppendBatch();
        batch.Clear();
        Array.Clear(perRegion);
        for (var i = 0; i < eventsPerSecond * TickMs / 1000; i++)
        {
            events.SetEventTime(_next, eventTimeMs);
            batch.Add(events.RegionKeys[events.RegionOf(_next)], events[_next]);
            perRegion[events.RegionOf(_next)]++;
            _next = (_next + 1) % events.Count;
        }

        return batch;
    }

    private async Task AppendAsync(AppendBatch batch, long eventTimeMs, bool isMeasured)
    {
        await log.AppendAsync(batch, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(TimestampOf(eventTimeMs));
        if (isMeasured)
        {
            lock (_acknowledged)
                _acknowledged.Add(took, batch.Count);
        }

        _spare.Add(batch);
    }
}
