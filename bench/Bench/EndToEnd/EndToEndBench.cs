using System.Diagnostics;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Avro;
using StreamPulse.Generator;
using StreamPulse.Verify;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>
/// Embedded log to rows: the log is filled before the clock starts, then a silo in this process starts, and runs from no checkpoint until
/// everything is committed and every window has rows.
/// </summary>
internal static class EndToEndBench
{
    /// <summary>Records that are in no checkpoint and windows without rows.</summary>
    public const string Left = """
        SELECT (SELECT coalesce(sum(p.next_offset - coalesce(c.next_offset, 0)), 0) FROM log_partitions AS p
            LEFT JOIN checkpoints AS c USING (partition))
            + (SELECT count(DISTINCT window_start) FROM partials AS s
                WHERE NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = s.window_start))
        """;

    private const string RowCount = """
        SELECT (SELECT count(*) FROM content_stats) + (SELECT count(*) FROM region_health) + (SELECT count(*) FROM device_stats)
        """;

    private const string RowWrites = """
        SELECT (SELECT coalesce(sum(revision), 0) FROM content_stats) + (SELECT coalesce(sum(revision), 0) FROM region_health)
            + (SELECT coalesce(sum(revision), 0) FROM device_stats)
        """;

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options =
            new BenchArguments(arguments.Span, "--events", "--contents", "--rate", "--partitions", "--update-ms", "--runs", "--verify");
        var events = options.Get("--events", 3_000_000);
        var traffic =
            new GeneratorOptions { Contents = (int)options.Get("--contents", 0), EventsPerSecond = options.Get("--rate", 10_000) };
        for (var run = 1; run <= options.Get("--runs", 1); run++)
        {
            report.Say($"run {run}{(run == 1 ? ", start-up and JIT included" : "")}:");
            await RunOnceAsync(report, run, options, traffic, events);
        }
    }

    private static async Task RunOnceAsync(BenchReport report, int run, BenchArguments options, GeneratorOptions traffic, long events)
    {
        var partitions = (int)options.Get("--partitions", 0);
        await using var pipeline =
            await (partitions > 0 ? BenchPipeline.CreateAsync(report, partitions) : BenchPipeline.CreateAsync(report));
        var bytes = partitions > 0
            ? await LogFill.SpreadAsync(pipeline.Log, traffic, events, partitions)
            : await LogFill.GenerateAsync(pipeline.Log, traffic, events);
        await pipeline.SealAsync();
        report.Say($"{events:N0} events of {bytes / events} bytes in the log, "
            + $"{(partitions > 0 ? $"evenly in {partitions} partitions, " : "")}{events / traffic.EventsPerSecond:N0} s of event time, "
            + $"contents: {(traffic.Contents == 0 ? "the default four" : $"{traffic.Contents:N0} by Zipf's law")}; load before "
            + $"{Machine.Load}");
        await MeasureAsync(report, run, pipeline, options, traffic, events);
        if (options.Get("--verify", 0) != 0)
            await VerifyAsync(report, pipeline);
    }

    private static async Task MeasureAsync(
        BenchReport report, int run, BenchPipeline pipeline, BenchArguments options, GeneratorOptions traffic, long events)
    {
        var interval = TimeSpan.FromMilliseconds(options.Get("--update-ms", 20));
        await using var silo = await pipeline.NewSiloAsync(o => o with { Engine = o.Engine with { UpdateInterval = interval } });
        GC.Collect();
        var before = Usage.Now(pipeline.ServerProcessId);
        var allocatedBefore = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        await silo.StartAsync();
        await WaitAsync(pipeline, silo);
        var wall = Stopwatch.GetElapsedTime(started);
        var used = Usage.Now(pipeline.ServerProcessId) - before;
        var allocated = GC.GetTotalAllocatedBytes() - allocatedBefore;
        var load = Machine.Load;
        await silo.StopAsync();

        var rows = await pipeline.AskAsync(RowCount);
        report.Add(new
        {
            Run = run,
            Contents = traffic.Contents == 0 ? 4 : traffic.Contents,
            Partitions = pipeline.Log.LivePartitions.Count(),
            Events = events,
            EventsPerSecond = events / wall.TotalSeconds,
            EngineNanosecondsPerEvent = used.Self.TotalNanoseconds / events,
            PostgresqlNanosecondsPerEvent = used.Server.TotalNanoseconds / events,
            AllocatedBytesPerEvent = (double)allocated / events,
            Rows = rows,
            ProcessorsBusy = used.Busy(wall),
        });
        report.Say($"wall {wall.TotalSeconds:F2} s: {events / wall.TotalSeconds:N0} events/s");
        report.Say($"CPU per event: this process {used.Self.TotalNanoseconds / events:N0} ns, PostgreSQL "
            + $"{used.Server.TotalNanoseconds / events:N0} ns, together {(used.Self + used.Server).TotalNanoseconds / events:N0} ns");
        report.Say($"{used.Describe(wall)}; allocated {(double)allocated / events:N0} B an event");
        report.Say($"rows {rows:N0}, written {await pipeline.AskAsync(RowWrites):N0} times, windows "
            + $"{await pipeline.AskAsync("SELECT count(*) FROM closed_windows"):N0}; load after {load}");
    }

    /// <summary>Until every record is in a checkpoint and every window has rows.</summary>
    public static async Task WaitAsync(BenchPipeline pipeline, BenchSilo silo)
    {
        while (await pipeline.AskAsync(Left) > 0)
        {
            silo.RequireRunning();
            await Task.Delay(50);
        }
    }

    private static async Task VerifyAsync(BenchReport report, BenchPipeline pipeline)
    {
        var verified = await new Verifier(pipeline.Database, new EmbeddedRawLog(pipeline.Database), AvroSchemaSet.Default)
            .RunAsync(null, default);
        report.Say($"verified: {verified.Records:N0} records recounted, {verified.Counted:N0} counted, {verified.Late:N0} late, "
            + $"{verified.DeadLettered:N0} dead letters, {verified.RowsCompared:N0} rows in {verified.WindowsCompared:N0} of "
            + $"{verified.WindowsClosed:N0} windows compared, {verified.DifferenceCount:N0} differences");
        report.Add(new { verified.Records, verified.RowsCompared, Differences = verified.DifferenceCount });
    }
}
