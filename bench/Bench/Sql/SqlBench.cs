using System.Diagnostics;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Measure;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Sql;

/// <summary>
/// Compares the engine with the same aggregation in SQL, on the same events and server in one run. The engine works window by window, with
/// checkpoints, revisions and partials to resume from; PostgreSQL counts a finished table once. This shows the cost of the same rows and
/// whether they are right, not how either behaves while events arrive.
/// </summary>
internal static class SqlBench
{
    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--events", "--contents", "--rate", "--runs");
        var events = options.Get("--events", 1_000_000);
        var traffic =
            new GeneratorOptions { Contents = (int)options.Get("--contents", 0), EventsPerSecond = options.Get("--rate", 10_000) };
        for (var run = 1; run <= options.Get("--runs", 2); run++)
        {
            await using var pipeline = await BenchPipeline.CreateAsync(report);
            var (log, table) = await RawEvents.FillAsync(pipeline.Log, pipeline.Database, traffic, events);
            await SqlAggregation.ExecuteAsync(pipeline.Database, "VACUUM ANALYZE raw_events");
            await pipeline.SealAsync();
            report.Say($"run {run}: {events:N0} events, {events / traffic.EventsPerSecond:N0} s of event time, contents: "
                + $"{(traffic.Contents == 0 ? "the default four" : $"{traffic.Contents:N0} by Zipf's law")}");
            report.Say($"  into the log {events / log.TotalSeconds:N0} events/s, by COPY into a table {events / table.TotalSeconds:N0} "
                + "events/s");
            report.Add(new { Run = run, Step = "fill", Events = events, LogEventsPerSecond = events / log.TotalSeconds,
                CopyEventsPerSecond = events / table.TotalSeconds });

            var (wall, used) = await EngineAsync(pipeline);
            Tell(report, run, run == 1 ? "engine, start-up and JIT included" : "engine", "engine", traffic, events, wall, used);
            // The plain statements first: the rows of the full ones are compared.
            (wall, used) = await SqlAggregation.RunAsync(pipeline, SqlAggregation.Plain);
            Tell(report, run, "SQL without percentiles, different users and error codes", "sql-plain", traffic, events, wall, used);
            (wall, used) = await SqlAggregation.RunAsync(pipeline, SqlAggregation.Full);
            Tell(report, run, "SQL", "sql-full", traffic, events, wall, used);
            await CompareAsync(report, run, pipeline);
        }
    }

    private static async Task<(TimeSpan Wall, Usage Used)> EngineAsync(BenchPipeline pipeline)
    {
        await using var silo = await pipeline.NewSiloAsync();
        GC.Collect();
        var before = Usage.Now(pipeline.ServerProcessId);
        var started = Stopwatch.GetTimestamp();
        await silo.StartAsync();
        await EndToEndBench.WaitAsync(pipeline, silo);
        var (wall, used) = (Stopwatch.GetElapsedTime(started), Usage.Now(pipeline.ServerProcessId) - before);
        await silo.StopAsync();
        return (wall, used);
    }

    private static void Tell(
        BenchReport report, int run, string words, string by, GeneratorOptions traffic, long events, TimeSpan wall, Usage used)
    {
        report.Add(new
        {
            Run = run,
            Step = by,
            Contents = traffic.Contents == 0 ? 4 : traffic.Contents,
            Events = events,
            EventsPerSecond = events / wall.TotalSeconds,
            Seconds = wall.TotalSeconds,
            SelfNanosecondsPerEvent = used.Self.TotalNanoseconds / events,
            PostgresqlNanosecondsPerEvent = used.Server.TotalNanoseconds / events,
            ProcessorsBusy = used.Busy(wall),
        });
        report.Say($"  {words}: {events / wall.TotalSeconds:N0} events/s; CPU per event "
            + $"{(used.Self + used.Server).TotalNanoseconds / events:N0} ns, of which PostgreSQL "
            + $"{used.Server.TotalNanoseconds / events:N0} ns; others {used.Others / wall:F2}");
    }

    /// <exception cref="InvalidOperationException">The rows differ.</exception>
    private static async Task CompareAsync(BenchReport report, int run, BenchPipeline pipeline)
    {
        var compared = await SqlComparison.RunAsync(pipeline.Database);
        foreach (var table in compared)
        {
            report.Add(new { Run = run, Step = "compared", table.Table, table.Rows, table.Differences, table.UsersErrorRms });
            report.Say($"  {table.Table}: {table.Rows:N0} rows compared, {table.Differences:N0} "
                + $"differ{(table.UsersErrorRms is { } error ? $"; relative error of unique_users {error:P2} (root mean square)" : "")}");
        }

        if (compared.Any(static t => t.Rows == 0 || t.Differences > 0))
        {
            throw new InvalidOperationException(
                "The engine's rows and PostgreSQL's differ, or there are none; that is a fault in one of them.");
        }
    }
}
