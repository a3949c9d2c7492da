using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Cluster;

/// <summary>
/// Time from when an event is due to be appended until the gateway's answer counts all events due by then, at a fixed rate. Silos and
/// gateway run as processes and are asked over HTTP (GET /api/stats/realtime, live); the gateway's short cache is part of the time.
/// </summary>
internal sealed class ClusterFreshnessBench
{
    private readonly ConcurrentQueue<(long EventTimeMs, long Total, int Events)> _due = new();
    private readonly Latencies _visible = new();
    private long _total;

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--silos", "--rate", "--seconds", "--warmup", "--contents", "--pin");
        var rate = (int)options.Get("--rate", 20_000);
        var silos = (int)options.Get("--silos", 1);
        var contents = (int)options.Get("--contents", 0);
        var duration = TimeSpan.FromSeconds(options.Get("--seconds", 60));
        var warmUp = TimeSpan.FromSeconds(options.Get("--warmup", 15));
        var pinned = options.Get("--pin", 0) != 0;
        var events = EncodedEvents.Generate(new GeneratorOptions { Contents = contents }, 200_000);
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        var running = Enumerable.Range(0, silos)
            .Select(i => SiloProcess.StartSilo(pipeline.ConnectionString, pinned ? i % Environment.ProcessorCount : null)).ToList();
        try
        {
            foreach (var silo in running)
                await silo.WaitAsync("health/ready");
            using var gateway = SiloProcess.StartGateway(pipeline.ConnectionString);
            await gateway.WaitAsync("api/stats/realtime?minutes=1&live=true");
            await new ClusterFreshnessBench().MeasureAsync(report, pipeline, running, gateway, events, rate, duration, warmUp);
        }
        finally
        {
            running.ForEach(static s => s.Dispose());
        }
    }

    private async Task MeasureAsync(
        BenchReport report, BenchPipeline pipeline, List<SiloProcess> silos, SiloProcess gateway, EncodedEvents events, int rate,
        TimeSpan duration, TimeSpan warmUp)
    {
        var cpu = silos.Select(static s => s.Cpu).ToList();
        var gatewayCpu = gateway.Cpu;
        var before = Usage.Now(pipeline.ServerProcessId);
        var load = new FixedRateLoad(pipeline.Log, events, rate);
        using var ended = new CancellationTokenSource();
        load.Start();
        var watching = Task.Run(() => WatchAsync(gateway, load, load.StartMs + (long)warmUp.TotalMilliseconds, ended.Token));
        await Task.Run(() => load.RunAsync(duration, warmUp, Note));
        var wall = Stopwatch.GetElapsedTime(load.StartTimestamp);
        var used = Usage.Now(pipeline.ServerProcessId) - before;
        var silosUsed = silos.Select((s, i) => (s.Cpu - cpu[i]) / wall).ToList();
        var gatewayUsed = (gateway.Cpu - gatewayCpu) / wall;
        await ended.CancelAsync();
        await watching;
        var (durable, visible) = (load.Acknowledged, _visible.Figures());
        report.Add(new
        {
            Silos = silos.Count,
            Rate = rate,
            DueToDurable = durable,
            DueToVisible = visible,
            SilosBusy = silosUsed.Sum(),
            GatewayBusy = gatewayUsed,
            ProcessorsBusy = used.Busy(wall, measured: wall * (silosUsed.Sum() + gatewayUsed)),
        });
        report.Say($"{rate:N0} events/s for {wall.TotalSeconds:F1} s (first {warmUp.TotalSeconds:F0} s not measured), {silos.Count} "
            + $"silo(s); load after {Machine.Load}");
        report.Say($"due to acknowledged: {LatencyFigures.Describe(durable)}");
        report.Say($"due to visible at the gateway: {LatencyFigures.Describe(visible)}");
        report.Say("processors busy: silos "
            + $"{string.Join(" + ", silosUsed.Select(static s => s.ToString("F2", CultureInfo.InvariantCulture)))}, gateway "
            + $"{gatewayUsed:F2}, PostgreSQL {used.Server / wall:F2}, this process (the load) {used.Self / wall:F2}");
    }

    private void Note(long eventTimeMs, int[] perRegion)
    {
        var count = perRegion.Sum();
        _due.Enqueue((eventTimeMs, _total += count, count));
    }

    private async Task WatchAsync(SiloProcess gateway, FixedRateLoad load, long measuredFromMs, CancellationToken ended)
    {
        using var client = new HttpClient { BaseAddress = gateway.Address };
        while (!ended.IsCancellationRequested || !_due.IsEmpty)
        {
            using var response = await client.GetAsync("api/stats/realtime?minutes=60&live=true", CancellationToken.None);
            if (!response.IsSuccessStatusCode)
                continue;
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(CancellationToken.None));
            var seen = answer.RootElement.GetProperty("total_downloads").GetInt64();
            var now = Stopwatch.GetTimestamp();
            while (_due.TryPeek(out var batch) && batch.Total <= seen)
            {
                _due.TryDequeue(out _);
                if (batch.EventTimeMs >= measuredFromMs)
                    _visible.Add(Stopwatch.GetElapsedTime(load.TimestampOf(batch.EventTimeMs), now), batch.Events);
            }

            await Task.Delay(1, CancellationToken.None);
        }
    }
}
