using System.Collections.Concurrent;
using System.Diagnostics;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Generator;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>
/// Time from when an event is due to be appended until the live answer counts it, at a fixed rate. All events of a region are in one
/// partition and in order, so an event can be seen once its region's total in its window has reached its number; a window that has closed
/// shows all of them.
/// </summary>
internal sealed class FreshnessBench
{
    private readonly ConcurrentQueue<Probe>[] _probes;
    private readonly long[] _ordinals;
    private readonly EncodedEvents _events;
    private readonly Latencies _visible = new();
    private readonly PipelineSettings _settings = new();
    private long _ordinalsWindowMs;

    private FreshnessBench(EncodedEvents events)
    {
        _events = events;
        _probes = [.. events.Regions.Select(static _ => new ConcurrentQueue<Probe>())];
        _ordinals = new long[events.Regions.Count];
    }

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--rate", "--seconds", "--warmup", "--contents");
        var rate = (int)options.Get("--rate", 20_000);
        var contents = (int)options.Get("--contents", 0);
        var duration = TimeSpan.FromSeconds(options.Get("--seconds", 60));
        var warmUp = TimeSpan.FromSeconds(options.Get("--warmup", 15));
        var events = EncodedEvents.Generate(new GeneratorOptions { Contents = contents }, 500_000);
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        await using var silo = await pipeline.NewSiloAsync();
        await silo.StartAsync();
        await WaitForAnswersAsync(silo.Live);
        var before = Usage.Now(pipeline.ServerProcessId);
        var bench = new FreshnessBench(events);
        var load = new FixedRateLoad(silo.Appender, events, rate);
        using var ended = new CancellationTokenSource();
        load.Start();
        var watching = Task.Run(() => bench.WatchAsync(silo.Live, load, load.StartMs + (long)warmUp.TotalMilliseconds, ended.Token));
        await Task.Run(() => load.RunAsync(duration, warmUp, bench.Note));
        var wall = Stopwatch.GetElapsedTime(load.StartTimestamp);
        var used = Usage.Now(pipeline.ServerProcessId) - before;
        await ended.CancelAsync();
        await watching;
        var (durable, visible) = (load.Acknowledged, bench._visible.Figures());
        report.Add(new { Rate = rate, Contents = contents == 0 ? 4 : contents, DueToDurable = durable, DueToVisible = visible,
            ProcessorsBusy = used.Busy(wall) });
        report.Say($"{rate:N0} events/s for {wall.TotalSeconds:F1} s (first {warmUp.TotalSeconds:F0} s not measured), "
            + $"{(contents == 0 ? "4" : $"{contents:N0}")} contents; load after {Machine.Load}");
        report.Say($"due to acknowledged: {LatencyFigures.Describe(durable)}");
        report.Say($"due to visible live: {LatencyFigures.Describe(visible)}");
        report.Say($"{used.Describe(wall)}; this process makes the load too");
    }

    private void Note(long eventTimeMs, int[] perRegion)
    {
        var window = _settings.Windows.StartOf(eventTimeMs);
        if (window != _ordinalsWindowMs)
            Array.Clear(_ordinals);
        _ordinalsWindowMs = window;
        for (var region = 0; region < perRegion.Length; region++)
        {
            if (perRegion[region] > 0)
                _probes[region].Enqueue(new Probe(eventTimeMs, window, _ordinals[region] += perRegion[region], perRegion[region]));
        }
    }

    /// <summary>A silo answers once it has heard from all partitions.</summary>
    private static async Task WaitForAnswersAsync(ILiveState live)
    {
        while (true)
        {
            try
            {
                await live.GetAsync(CancellationToken.None);
                return;
            }
            catch (LiveStateUnavailableException)
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }

    /// <summary>Polls until no more events come and all have been seen.</summary>
    private async Task WatchAsync(ILiveState live, FixedRateLoad load, long measuredFromMs, CancellationToken ended)
    {
        LiveSnapshot? seen = null;
        while (!ended.IsCancellationRequested || _probes.Any(static p => !p.IsEmpty))
        {
            var snapshot = await live.GetAsync(CancellationToken.None);
            if (!ReferenceEquals(snapshot, seen))
                Look(snapshot, load, measuredFromMs, Stopwatch.GetTimestamp());
            seen = snapshot;
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private void Look(LiveSnapshot snapshot, FixedRateLoad load, long measuredFromMs, long now)
    {
        var totals = snapshot.Regions.ToDictionary(static r => (r.Region, r.Window.StartMs), static r => r.Total);
        var open = snapshot.OpenWindows.Select(static w => w.StartMs).ToHashSet();
        var watermark = snapshot.Watermark?.ToUnixTimeMilliseconds() ?? Watermark.None;
        for (var region = 0; region < _probes.Length; region++)
        {
            while (_probes[region].TryPeek(out var probe))
            {
                var isStored = !open.Contains(probe.WindowStartMs) && watermark >= probe.WindowStartMs + _settings.Windows.SizeMs;
                if (!isStored && totals.GetValueOrDefault((_events.Regions[region], probe.WindowStartMs)) < probe.Ordinal)
                    break;
                _probes[region].TryDequeue(out _);
                if (probe.EventTimeMs >= measuredFromMs)
                    _visible.Add(Stopwatch.GetElapsedTime(load.TimestampOf(probe.EventTimeMs), now), probe.Weight);
            }
        }
    }
}
