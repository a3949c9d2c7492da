using System.Diagnostics;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Http;

/// <summary>
/// The API under many clients: requests a second on a route of stored results with the SQL transactions they cost, while no events flow,
/// so that those of the pipeline are few; then, while they do, pushed updates with subscribers of which some never read. Server and load
/// are two processes on the same processors.
/// </summary>
internal static class HttpBench
{
    private const string Path = "/api/stats/regions";

    /// <summary>An idle session reports its statistics after ten seconds at the latest (PGSTAT_IDLE_INTERVAL of PostgreSQL).</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(11);

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--seconds", "--clients", "--rate", "--subscribers", "--stuck");
        var seconds = TimeSpan.FromSeconds(options.Get("--seconds", 20));
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        await using var server = await HttpServerProcess.StartAsync(pipeline.ConnectionString);
        var rate = (int)options.Get("--rate", 2_000);
        var load = new FixedRateLoad(pipeline.Log, EncodedEvents.Generate(new GeneratorOptions(), 100_000), rate);
        await FlowAsync(load, TimeSpan.FromSeconds(5));
        await Task.Delay(Settled); // what is read is committed, and counted
        await AskAsync(report, pipeline, server.Address, (int)options.Get("--clients", 32), seconds);

        var flowing = Task.Run(() => FlowAsync(load, (seconds * 2) + TimeSpan.FromSeconds(5)));
        await PushAsync(
            report, server.Process, server.Address, (int)options.Get("--subscribers", 200), (int)options.Get("--stuck", 50), seconds * 2);
        report.Say($"{rate:N0} events/s flowed meanwhile, and an update was due every {HttpServer.PushInterval.TotalMilliseconds} ms; load "
            + $"after {Machine.Load}");
        await flowing;
    }

    private static Task FlowAsync(FixedRateLoad load, TimeSpan duration)
    {
        load.Start();
        return load.RunAsync(duration, TimeSpan.Zero, static (_, _) => { });
    }

    private static async Task AskAsync(BenchReport report, BenchPipeline pipeline, Uri address, int clients, TimeSpan duration)
    {
        var idle = await TransactionsAsync(pipeline, () => Task.Delay(duration)) / duration.TotalSeconds;
        var requests = new RequestLoad(address, Path, clients);
        var answered = 0L;
        var asked = await TransactionsAsync(pipeline, async () =>
        {
            answered = await requests.RunAsync(duration);
            await Task.Delay(Settled);
        });
        var transactions = (asked - (idle * Settled.TotalSeconds)) / duration.TotalSeconds;
        report.Add(new
        {
            Part = "requests",
            Path,
            Clients = clients,
            RequestsPerSecond = answered / duration.TotalSeconds,
            Latency = requests.Figures(),
            TransactionsPerSecond = transactions,
            IdleTransactionsPerSecond = idle,
        });
        report.Say($"{clients} clients on {Path} for {duration.TotalSeconds:F0} s: {answered / duration.TotalSeconds:N0} requests/s; "
            + $"{LatencyFigures.Describe(requests.Figures())}");
        report.Say($"SQL transactions: {transactions:F1}/s, and {idle:F1}/s while nobody asked; load after {Machine.Load}");
    }

    /// <summary>Transactions committed meanwhile, without the two of the queries for this number.</summary>
    private static async Task<long> TransactionsAsync(BenchPipeline pipeline, Func<Task> work)
    {
        const string Sql = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        var before = await pipeline.AskAsync(Sql);
        await work();
        return await pipeline.AskAsync(Sql) - before;
    }

    private static async Task PushAsync(BenchReport report, Process server, Uri address, int subscribers, int stuck, TimeSpan duration)
    {
        using var ended = new CancellationTokenSource();
        using var push = new PushLoad(address, subscribers - stuck, stuck);
        var running = push.RunAsync(ended.Token);
        await Task.Delay(TimeSpan.FromSeconds(5));
        push.Measure();
        var memory = new List<long>();
        const int Looks = 8;
        for (var i = 0; i < Looks; i++)
        {
            memory.Add(WorkingSet(server));
            await Task.Delay(duration / Looks);
        }

        memory.Add(WorkingSet(server));
        await ended.CancelAsync();
        await running;
        var updates = push.Received / duration.TotalSeconds / (subscribers - stuck);
        report.Add(new { Part = "push", Subscribers = subscribers, Stuck = stuck, UpdatesPerSecondEach = updates,
            AsOfToReceived = push.Figures(), WorkingSetBytesMin = memory.Min(), WorkingSetBytesMax = memory.Max() });
        report.Say($"{subscribers} subscribers, {stuck} of which never read, for {duration.TotalSeconds:F0} s: {updates:F1} updates/s "
            + $"each; as_of to received {LatencyFigures.Describe(push.Figures())}");
        report.Say($"working set of the server, MB, every {duration.TotalSeconds / Looks:F1} s: "
            + $"{string.Join(' ', memory.Select(static m => FormattableString.Invariant($"{m / 1e6:F0}")))}");
    }

    private static long WorkingSet(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
