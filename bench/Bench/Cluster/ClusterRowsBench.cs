using System.Diagnostics;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Kafka;
using StreamPulse.Bench.Measure;
using StreamPulse.Log.Kafka;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Cluster;

/// <summary>
/// A log to rows by silos as processes: the log is filled before the clock starts, then the silos run from no checkpoint until everything
/// is committed and every window has rows. The clock starts when the first silo is ready. A topic has no known end, so there all windows
/// but the last have rows, and the clock stops when everything is in checkpoints.
/// </summary>
internal static class ClusterRowsBench
{
    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--silos", "--events", "--contents", "--rate", "--pin", "--kafka");
        var events = options.Get("--events", 3_000_000);
        var silos = (int)options.Get("--silos", 1);
        var pinned = options.Get("--pin", 0) != 0;
        var traffic =
            new GeneratorOptions { Contents = (int)options.Get("--contents", 0), EventsPerSecond = options.Get("--rate", 10_000) };
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        using var broker = options.Get("--kafka", 0) != 0 ? BenchBroker.Start() : null;
        var settings = await FillAsync(pipeline, broker, traffic, events);
        report.Say($"{events:N0} events, {events / traffic.EventsPerSecond:N0} s of event time, evenly in six partitions, contents: "
            + $"{(traffic.Contents == 0 ? "the default four" : $"{traffic.Contents:N0} by Zipf's law")}; {silos} "
            + $"silo(s){(pinned ? ", each on a processor of its own" : "")}; load before {Machine.Load}");

        var running = Enumerable.Range(0, silos).Select(
            i => SiloProcess.StartSilo(pipeline.ConnectionString, pinned ? i % Environment.ProcessorCount : null, settings)).ToList();
        try
        {
            await running[0].WaitAsync("health/ready");
            var cpuAtStart = running.Select(static s => s.Cpu).Aggregate(static (a, b) => a + b);
            var before = Usage.Now(pipeline.ServerProcessId);
            var started = Stopwatch.GetTimestamp();
            var memory = 0L;
            TimeSpan? read = null;
            while (broker is null
                ? await pipeline.AskAsync(EndToEndBench.Left) > 0
                : await pipeline.AskAsync(KafkaRowsBench.Processed) < events)
            {
                if (read is null && await pipeline.AskAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints") >= events)
                    read = Stopwatch.GetElapsedTime(started);
                memory = Math.Max(memory, running.Max(static s => s.WorkingSetBytes));
                await Task.Delay(50);
            }

            var wall = Stopwatch.GetElapsedTime(started);
            var cpu = running.Select(static s => s.Cpu).Aggregate(static (a, b) => a + b);
            var used = Usage.Now(pipeline.ServerProcessId) - before;
            report.Add(new
            {
                Silos = silos,
                Pinned = pinned,
                Log = broker is null ? "embedded" : "Kafka",
                Contents = traffic.Contents == 0 ? 4 : traffic.Contents,
                Events = events,
                EventsPerSecond = events / wall.TotalSeconds,
                SecondsToCheckpoints = (read ?? wall).TotalSeconds,
                SilosNanosecondsPerEvent = (cpu - cpuAtStart).TotalNanoseconds / events,
                PostgresqlNanosecondsPerEvent = used.Server.TotalNanoseconds / events,
                WorkingSetBytes = memory,
                ProcessorsBusy = used.Busy(wall, measured: cpu - cpuAtStart),
            });
            report.Say($"wall {wall.TotalSeconds:F2} s: {events / wall.TotalSeconds:N0} events/s; in checkpoints after "
                + $"{(read ?? wall).TotalSeconds:F2} s");
            report.Say($"CPU per event: silos {(cpu - cpuAtStart).TotalNanoseconds / events:N0} ns (start-up {cpuAtStart.TotalSeconds:F1} "
                + $"s more), PostgreSQL {used.Server.TotalNanoseconds / events:N0} ns; working set of a silo at most {memory / 1048576:N0} "
                + $"MB; load after {Machine.Load}");
        }
        finally
        {
            running.ForEach(static s => s.Dispose());
        }
    }

    /// <returns>The silos' settings for the log.</returns>
    private static async Task<(string Key, string Value)[]> FillAsync(
        BenchPipeline pipeline, BenchBroker? broker, GeneratorOptions traffic, long events)
    {
        if (broker is null)
        {
            await LogFill.SpreadAsync(pipeline.Log, traffic, events);
            await pipeline.SealAsync();
            return [];
        }

        await using var log = await KafkaTopicFill.CreateAsync(broker, KafkaReadPath.Batch);
        await KafkaTopicFill.GenerateAsync(log, traffic, events);
        var topic = (await log.GetIdentityAsync(CancellationToken.None)).Name;
        return [("Kafka__BootstrapServers", broker.BootstrapServers), ("Kafka__Topic", topic), ("Kafka__DeadLetterTopic", topic + ".dlq")];
    }
}
