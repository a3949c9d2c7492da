using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Cluster;

/// <summary>
/// How long no window closes after a silo was killed. Windows are a second long, so one closes every second; after each kill another silo
/// is started, and the next kill waits until all partitions have settled.
/// </summary>
internal static class ClusterRecoveryBench
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(40);

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--silos", "--rate", "--kills");
        var silos = (int)options.Get("--silos", 2);
        var kills = (int)options.Get("--kills", 5);
        var rate = (int)options.Get("--rate", 2_000);
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        var running = Enumerable.Range(0, silos).Select(_ => Start(pipeline)).ToList();
        try
        {
            foreach (var silo in running)
                await silo.WaitAsync("health/ready");
            var load = new FixedRateLoad(pipeline.Log, EncodedEvents.Generate(new GeneratorOptions(), 100_000), rate);
            load.Start();
            var loading = Task.Run(() => load.RunAsync((Settle + Watch) * kills, TimeSpan.Zero, static (_, _) => { }));
            for (var i = 0; i < kills; i++)
            {
                await Task.Delay(Settle);
                await KillAsync(report, pipeline, running, i);
            }

            await loading;
        }
        finally
        {
            running.ForEach(static s => s.Dispose());
        }
    }

    private static SiloProcess Start(BenchPipeline pipeline)
        => SiloProcess.StartSilo(pipeline.ConnectionString, processor: null, ("Pipeline__WindowSize", "00:00:01"));

    private static async Task KillAsync(BenchReport report, BenchPipeline pipeline, List<SiloProcess> running, int number)
    {
        var killedAt = await pipeline.AskAsync("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
        var index = number % running.Count;
        running[index].Kill();
        running[index].Dispose();
        running[index] = Start(pipeline);
        await Task.Delay(Watch);
        var around = "FROM (SELECT closed_at, closed_at - lag(closed_at) OVER (ORDER BY closed_at) AS gap FROM (SELECT DISTINCT closed_at "
            + "FROM closed_windows) AS c) AS g WHERE extract(epoch FROM closed_at) * 1000";
        var before = await pipeline.AskAsync(
            $"SELECT coalesce(max(extract(epoch FROM gap)) * 1000, 0)::bigint {around} BETWEEN {killedAt - 8000} AND {killedAt}");
        var after = await pipeline.AskAsync($"SELECT coalesce(max(extract(epoch FROM gap)) * 1000, -1)::bigint {around} > {killedAt}");
        var closed = await pipeline.AskAsync($"SELECT count(*) {around} > {killedAt}");
        report.Add(new { Silos = running.Count, Kill = number + 1, LongestGapMs = after, LongestGapBeforeMs = before, Closings = closed });
        report.Say($"kill {number + 1}, silo {index}: longest time without a closed window {after / 1000.0:F1} s, in the 8 s before "
            + $"{before / 1000.0:F1} s; {closed} closings in {Watch.TotalSeconds:F0} s; load {Machine.Load}");
    }
}
