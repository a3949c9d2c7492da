using System.Diagnostics;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Measure;
using StreamPulse.Generator;
using StreamPulse.Log.Kafka;

namespace StreamPulse.Bench.Kafka;

/// <summary>
/// Kafka to rows, exactly once: a topic that is full before the clock starts, then a silo from no checkpoint until every record is in a
/// checkpoint, by the batch path and by the managed path in one run. The broker is another process and not counted.
/// </summary>
internal static class KafkaRowsBench
{
    /// <summary>Records that are in checkpoints.</summary>
    public const string Processed = "SELECT coalesce(sum(counted + late + dead_lettered), 0) FROM checkpoints";

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--events", "--contents", "--rate", "--runs");
        var events = options.Get("--events", 150_000);
        var traffic =
            new GeneratorOptions { Contents = (int)options.Get("--contents", 0), EventsPerSecond = options.Get("--rate", 10_000) };
        using var broker = BenchBroker.Start();
        report.Say($"{broker.Description}; {KafkaTopicFill.Partitions} partitions, lz4, {events:N0} events, contents: "
            + $"{(traffic.Contents == 0 ? "the default four" : $"{traffic.Contents:N0} by Zipf's law")}");
        for (var run = 1; run <= options.Get("--runs", 2); run++)
        {
            foreach (var path in (KafkaReadPath[])[KafkaReadPath.Batch, KafkaReadPath.Managed])
                await RunOnceAsync(report, broker, path, traffic, events, run);
        }
    }

    private static async Task RunOnceAsync(
        BenchReport report, BenchBroker broker, KafkaReadPath path, GeneratorOptions traffic, long events, int run)
    {
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        await using var log = await KafkaTopicFill.CreateAsync(broker, path);
        await KafkaTopicFill.GenerateAsync(log, traffic, events);
        var topic = (await log.GetIdentityAsync(CancellationToken.None)).Name;
        await using var silo = await pipeline.NewSiloAsync(options => options with { Kafka = KafkaTopicFill.Options(broker, path, topic) });
        GC.Collect();
        var before = Usage.Now(pipeline.ServerProcessId);
        var allocated = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        await silo.StartAsync();
        while (await pipeline.AskAsync(Processed) < events)
        {
            silo.RequireRunning();
            await Task.Delay(20);
        }

        var wall = Stopwatch.GetElapsedTime(started);
        var used = Usage.Now(pipeline.ServerProcessId) - before;
        report.Add(new
        {
            Run = run,
            Path = log.ReadPath.ToString(),
            Contents = traffic.Contents == 0 ? 4 : traffic.Contents,
            Events = events,
            EventsPerSecond = events / wall.TotalSeconds,
            EngineNanosecondsPerEvent = used.Self.TotalNanoseconds / events,
            PostgresqlNanosecondsPerEvent = used.Server.TotalNanoseconds / events,
            ProcessorsBusy = used.Busy(wall),
            Broker = broker.Description,
        });
        report.Say($"run {run}, {log.ReadPath} path: {events / wall.TotalSeconds:N0} events/s; CPU per event: this process "
            + $"{used.Self.TotalNanoseconds / events:N0} ns, PostgreSQL {used.Server.TotalNanoseconds / events:N0} ns; allocated "
            + $"{(double)(GC.GetTotalAllocatedBytes() - allocated) / events:N0} B an event; {used.Describe(wall)}; load after "
            + $"{Machine.Load}");
        await silo.StopAsync();
    }
}
