using System.Diagnostics;
using System.Globalization;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Avro;
using StreamPulse.Simulation;
using StreamPulse.Verify;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>
/// Embedded log to rows: a log that is full before the clock starts, then the engine from no checkpoint until everything is committed and every
/// window has rows.
/// </summary>
internal static class EndToEndBench
{
    /// <summary>Records that are in no checkpoint and windows without rows.</summary>
    public const string Left = """
        SELECT (SELECT coalesce(sum(p.next_offset - coalesce(c.next_offset, 0)), 0) FROM log_partitions AS p LEFT JOIN checkpoints AS c USING (partition))
            + (SELECT count(DISTINCT window_start) FROM partials AS s WHERE NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = s.window_start))
        """;

    private const string RowCount = """
        SELECT (SELECT count(*) FROM content_stats) + (SELECT count(*) FROM region_health) + (SELECT count(*) FROM device_stats)
        """;

    private const string RowWrites = """
        SELECT (SELECT coalesce(sum(revision), 0) FROM content_stats) + (SELECT coalesce(sum(revision), 0) FROM region_health)
            + (SELECT coalesce(sum(revision), 0) FROM device_stats)
        """;

    public static async Task RunAsync(ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--events", "--contents", "--rate", "--update-ms", "--runs", "--verify");
        var events = options.Get("--events", 3_000_000);
        var simulation = new SimulationOptions { Contents = (int)options.Get("--contents", 0), EventsPerSecond = options.Get("--rate", 10_000) };
        Console.WriteLine(Machine.Describe());
        for (var run = 1; run <= options.Get("--runs", 1); run++)
        {
            Say($"run {run}{(run == 1 ? ", start-up and JIT included" : "")}:");
            await RunOnceAsync(options, simulation, events);
        }
    }

    private static async Task RunOnceAsync(BenchArguments options, SimulationOptions simulation, long events)
    {
        await using var pipeline = await BenchPipeline.CreateAsync();
        var bytes = await LogFill.SimulateAsync(pipeline.Log, simulation, events);
        await pipeline.SealAsync();
        Say($"{events:N0} events of {bytes / events} bytes in the log, {events / simulation.EventsPerSecond:N0} s of event time, contents: {(simulation.Contents == 0 ? "the default four" : $"{simulation.Contents:N0} by Zipf's law")}; load before {Machine.Load}");
        GC.Collect();

        var before = Usage.Now(pipeline.ServerProcessId);
        var allocatedBefore = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        await using var engine = pipeline.NewEngine(updateInterval: TimeSpan.FromMilliseconds(options.Get("--update-ms", 20)));
        await engine.StartAsync(default);
        while (await pipeline.AskAsync(Left) > 0)
        {
            if (engine.Ended.IsFaulted)
                await engine.Ended;
            await Task.Delay(50);
        }

        var wall = Stopwatch.GetElapsedTime(started);
        var used = Usage.Now(pipeline.ServerProcessId) - before;
        var allocated = GC.GetTotalAllocatedBytes() - allocatedBefore;
        var load = Machine.Load;
        await engine.StopAsync();

        Say($"wall {wall.TotalSeconds:F2} s: {events / wall.TotalSeconds:N0} events/s");
        Say($"CPU per event: this process {used.Self.TotalNanoseconds / events:N0} ns, PostgreSQL {used.Server.TotalNanoseconds / events:N0} ns, together {(used.Self + used.Server).TotalNanoseconds / events:N0} ns");
        Say($"{used.Describe(wall)}; allocated {(double)allocated / events:N0} B an event");
        Say($"rows {await pipeline.AskAsync(RowCount):N0}, written {await pipeline.AskAsync(RowWrites):N0} times, windows {await pipeline.AskAsync("SELECT count(*) FROM closed_windows"):N0}; load after {load}");
        if (options.Get("--verify", 0) != 0)
            await VerifyAsync(pipeline);
    }

    private static async Task VerifyAsync(BenchPipeline pipeline)
    {
        var report = await new Verifier(pipeline.Database, new EmbeddedRawLog(pipeline.Database), AvroSchemaSet.Default).RunAsync(null, default);
        Say($"verified: {report.Records:N0} records recounted, {report.Counted:N0} counted, {report.Late:N0} late, {report.DeadLettered:N0} dead letters, {report.RowsCompared:N0} rows in {report.WindowsCompared:N0} of {report.WindowsClosed:N0} windows compared, {report.DifferenceCount:N0} differences");
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
