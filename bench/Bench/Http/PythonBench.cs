using System.Globalization;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Measure;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Http;

/// <summary>
/// A route of stored results beside a plain FastAPI program (bench/python) that serves it from the same database: requests a second of each
/// in turn, with the same question each time, which this product answers out of its cache, and with another question each time, for which
/// both have to ask PostgreSQL. wrk, both servers and PostgreSQL share the processors; no events flow meanwhile.
/// </summary>
internal static class PythonBench
{
    private const int Events = 360_000;
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Length = TimeSpan.FromHours(1);

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--seconds", "--rounds", "--clients", "--workers");
        var seconds = TimeSpan.FromSeconds(options.Get("--seconds", 10));
        var clients = (int)options.Get("--clients", 32);
        var workers = (int)options.Get("--workers", Environment.ProcessorCount);
        var versions = await PythonServer.DescribeAsync();
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        await FillAsync(pipeline);
        await using var product = await HttpServerProcess.StartAsync(pipeline.ConnectionString);
        using var python = await PythonServer.StartAsync(pipeline.ConnectionString, workers);
        var minute = (Start + (Length / 2)).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        foreach (var question in new[] { $"5&as_of={minute}:00Z", $"5&as_of={minute}:30Z", $"5&as_of={minute}:59.999999Z",
            "15&as_of=2025-01-01T00:02:00Z", "60&as_of=2025-01-01T01:30:00Z" })
        {
            await SameAnswer.RequireAsync(product.Address, python.Address, "api/stats/regions?minutes=" + question);
        }

        report.Say($"{versions}, {workers} workers; {clients} connections, {seconds.TotalSeconds:F0} s each; both give the same bodies");

        (string Name, Uri Address)[] servers = [("streampulse", product.Address), ("python", python.Address)];
        for (var round = 0; round <= options.Get("--rounds", 3); round++) // round 0 warms up
        {
            foreach (var varied in new[] { false, true })
            {
                foreach (var (name, address) in round % 2 == 0 ? servers : [.. servers.Reverse()])
                {
                    await LoadAsync(report, pipeline, round, name, address, minute, varied, clients,
                        round == 0 ? TimeSpan.FromSeconds(3) : seconds, versions);
                }
            }
        }
    }

    /// <summary>An hour of events, made into rows; the pipeline of the measured process then has nothing to do.</summary>
    private static async Task FillAsync(BenchPipeline pipeline)
    {
        await LogFill.GenerateAsync(
            pipeline.Log, new GeneratorOptions { StartEventTime = Start, EventsPerSecond = Events / Length.TotalSeconds }, Events);
        await pipeline.SealAsync();
        await using var silo = await pipeline.NewSiloAsync();
        await silo.StartAsync();
        await EndToEndBench.WaitAsync(pipeline, silo);
        await silo.StopAsync();
    }

    private static async Task LoadAsync(
        BenchReport report, BenchPipeline pipeline, int round, string name, Uri address, string minute, bool varied, int clients,
        TimeSpan duration, string versions)
    {
        var before = Usage.Now(pipeline.ServerProcessId);
        var load = await WrkLoad.RunAsync(address, minute, varied, clients, duration);
        var used = Usage.Now(pipeline.ServerProcessId) - before;
        if (round == 0)
            return;
        report.Say($"round {round}, {(varied ? "another question each time" : "the same question")}, {name}: {load.RequestsPerSecond:N0} "
            + $"requests/s, p50 {load.P50Ms:F1} ms, p99 {load.P99Ms:F1} ms; PostgreSQL {used.Server / duration:F2} processors");
        report.Add(new { Round = round, Server = name, Varied = varied, Clients = clients, load.RequestsPerSecond, Latency = load,
            PostgresqlBusy = used.Server / duration, Python = versions });
    }
}
