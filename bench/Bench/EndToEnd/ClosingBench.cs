using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Windows;
using StreamPulse.Generator;
using StreamPulse.Grains.Hosting;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>
/// Time from the watermark passing a window's end until its rows can be read, with thousands of contents in every window. Windows are
/// short, so that there are many to measure; each has as many rows as a long one.
/// </summary>
internal static class ClosingBench
{
    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--rate", "--seconds", "--warmup", "--contents", "--window");
        var rate = (int)options.Get("--rate", 20_000);
        var warmUp = TimeSpan.FromSeconds(options.Get("--warmup", 30));
        var duration = TimeSpan.FromSeconds(options.Get("--seconds", 150));
        var settings = new PipelineSettings { WindowSize = TimeSpan.FromSeconds(options.Get("--window", 3)) };
        var traffic = new GeneratorOptions { Contents = (int)options.Get("--contents", 10_500), ZipfExponent = 0 };
        var events = EncodedEvents.Generate(traffic, 500_000);
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        await using var silo = await pipeline.NewSiloAsync(options => options with { Pipeline = settings });
        await silo.StartAsync();
        var load = new FixedRateLoad(silo.Appender, events, rate);
        var readable = new Latencies();
        var emitted = new Latencies();
        using var ended = new CancellationTokenSource();
        var before = Usage.Now(pipeline.ServerProcessId);
        load.Start();
        using var listener = Listen(emitted, load.StartTimestamp + (long)(warmUp.TotalSeconds * Stopwatch.Frequency));
        var watching = Task.Run(
            () => WatchAsync(pipeline.Database, settings, load, load.StartMs + (long)warmUp.TotalMilliseconds, readable, ended.Token));
        await Task.Run(() => load.RunAsync(duration, warmUp, static (_, _) => { }));
        var used = Usage.Now(pipeline.ServerProcessId) - before;
        await ended.CancelAsync();
        await watching;
        var keys = await pipeline.AskAsync("SELECT count(*) / count(DISTINCT window_start) FROM content_stats");
        var (durable, rows, emitDelay) = (load.Acknowledged, readable.Figures(), emitted.Figures());
        report.Add(new
        {
            Rate = rate,
            Contents = traffic.Contents,
            WindowSeconds = settings.WindowSize.TotalSeconds,
            ContentsPerWindow = keys,
            DueToDurable = durable,
            WatermarkToReadable = rows,
            EngineEmitDelay = emitDelay,
            ProcessorsBusy = used.Busy(duration),
        });
        report.Say($"{rate:N0} events/s, windows of {settings.WindowSize.TotalSeconds} s with {keys:N0} contents on average; load after "
            + $"{Machine.Load}");
        report.Say($"due to acknowledged, events: {LatencyFigures.Describe(durable)}");
        report.Say($"event that moves the watermark due to rows readable, windows: {LatencyFigures.Describe(rows)}");
        report.Say($"the pipeline's own figure, closing decided to committed, commits: {LatencyFigures.Describe(emitDelay)}");
        report.Say($"{used.Describe(duration)}; this process makes the load too");
    }

    private static MeterListener Listen(Latencies emitted, long from)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == GrainMetrics.MeterName && instrument.Name == "streampulse.window.emit_delay")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
        {
            if (Stopwatch.GetTimestamp() >= from)
                emitted.Add(TimeSpan.FromSeconds(value));
        });
        listener.Start();
        return listener;
    }

    /// <summary>Polls, on a connection of its own, which window got rows last.</summary>
    private static async Task WatchAsync(
        NpgsqlDataSource database, PipelineSettings settings, FixedRateLoad load, long measuredFromMs, Latencies readable,
        CancellationToken ended)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand("SELECT (extract(epoch FROM window_start) * 1000)::bigint FROM closed_windows WHERE "
            + "window_start > to_timestamp($1) ORDER BY 1", connection);
        var last = new NpgsqlParameter<double>();
        command.Parameters.Add(last);
        await command.PrepareAsync(CancellationToken.None);
        var needMs = settings.Windows.SizeMs + (long)settings.OutOfOrderness.TotalMilliseconds;
        while (!ended.IsCancellationRequested)
        {
            await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
            {
                var now = Stopwatch.GetTimestamp();
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    var start = reader.GetInt64(0);
                    last.TypedValue = start / 1000.0;
                    if (start >= measuredFromMs)
                        readable.Add(Stopwatch.GetElapsedTime(load.TimestampOf(start + needMs), now));
                }
            }

            await Task.Delay(2, CancellationToken.None);
        }
    }
}
