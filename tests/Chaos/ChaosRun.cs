using System.Diagnostics;
using System.Globalization;
using StreamPulse.Chaos.Faults;
using StreamPulse.Chaos.Load;
using StreamPulse.Chaos.Measure;
using StreamPulse.Chaos.Target;
using StreamPulse.Generator;
using StreamPulse.Hosting;

namespace StreamPulse.Chaos;

/// <summary>One run: events flow all the time, fault follows fault, and at the end every row is recounted.</summary>
/// <param name="note">Told in a line what happens.</param>
internal sealed class ChaosRun(ChaosOptions options, Action<string> note)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(10);

    private readonly Random _random = new(options.Seed);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<FaultDone> _done = [];

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="ChaosException">The pipeline never came up, or did not get through what was in its log.</exception>
    public async Task<ChaosReport> RunAsync()
    {
        await using var database = await ChaosDatabase.StartAsync(options);
        await using var log = await ChaosLog.OpenAsync(options, database.ConnectionString);
        var port = FreePorts.Choose(1)[0];
        await using PipelineTarget target = options.Silos == 0
            ? new UpTarget(options, database.ConnectionString, log.Brokers, port)
            : new ClusterTarget(options, database.ConnectionString, log.Brokers, port);
        target.Start();
        using var probe = new FreshnessProbe(target.Address);
        using var health = new HealthProbe(target.Address);
        var producer = new ChaosProducer(log.Appender);
        using var stopProducing = new CancellationTokenSource();
        using var stopAsking = new CancellationTokenSource();
        var producing = producer.RunAsync(Traffic(), stopProducing.Token);
        var asking = Task.WhenAll(probe.RunAsync(stopAsking.Token), health.RunAsync(stopAsking.Token));

        if (!await probe.NewerAsync(StartPatience))
            throw new ChaosException($"The pipeline did not come up. The end of what it said:{Environment.NewLine}{target.Tail}");
        note("The pipeline is up; faults begin.");
        await DoFaultsAsync(FaultCatalog.For(options, target, database, log, producer), target, probe, health);
        while (producer.Acknowledged < options.Events)
            await Task.Delay(100);

        await stopProducing.CancelAsync();
        await producing;
        await stopAsking.CancelAsync();
        await asking;
        note("No more events; waiting until all of them are in rows.");
        var end = await Drain.WaitAsync(target.Address, database, DrainPatience);
        await target.StopAsync();
        database.MakeRoomForRecount();
        note("Recounting.");
        var verified = await Recount.RunAsync(options, database.ConnectionString, log.Brokers);
        return Report(producer, probe, target, end, verified);
    }

    private async Task DoFaultsAsync(IReadOnlyList<Fault> faults, PipelineTarget target, FreshnessProbe probe, HealthProbe health)
    {
        for (var number = 1; number <= options.Faults; number++)
        {
            await Task.Delay(options.LongestPause * _random.NextDouble());
            // each kind once, then by chance
            var fault = number <= faults.Count ? faults[number - 1] : FaultCatalog.Choose(faults, _random);
            var at = _clock.Elapsed.TotalSeconds;
            health.Watch();
            probe.Watch();
            var what = await fault.DoAsync(_random);
            var gone = Stopwatch.GetTimestamp();
            double? recovery = await probe.NewerAsync(options.Patience) ? Stopwatch.GetElapsedTime(gone).TotalSeconds : null;
            _done.Add(new FaultDone(Math.Round(at, 1), fault.Name, what, recovery is { } r ? Math.Round(r, 3) : null)
            {
                StaleSeconds = Math.Round(probe.Staleness.TotalSeconds, 1),
                SaidSeconds = health.Said() is { } said ? Math.Round(said.TotalSeconds, 1) : null,
            });
            note(string.Create(
                CultureInfo.InvariantCulture,
                $"{at,6:0} s  {number}/{options.Faults}  {fault.Name}, {what}: "
                    + $"{(recovery is { } s ? $"newer answers after {s:0.00} s" : "NO newer answer")}; {probe.Downloads:N0} downloads"));
            if (recovery is null)
                note(target.Tail);
        }
    }

    private ChaosReport Report(
        ChaosProducer producer, FreshnessProbe probe, PipelineTarget target, DrainedPipeline end, RecountResult verified)
    {
        var recoveries = _done.Where(static f => f.RecoverySeconds is not null)
            .Select(static f => f.RecoverySeconds!.Value).Order().ToArray();
        return new ChaosReport(
            options.TargetName,
            options.IsKafka ? "Kafka topic" : "embedded log",
            options.Seed, Math.Round(_clock.Elapsed.TotalSeconds, 1), producer.Acknowledged, producer.InDoubt, verified.Records,
            verified.Counted, verified.Late, verified.DeadLettered, verified.Windows, verified.Rows, verified.Differences,
            Math.Max(0, producer.Acknowledged - verified.Records), end.UnbalancedPartitions, target.Starts, Percentile.Of(recoveries, 0.5),
            Percentile.Of(recoveries, 0.99), Math.Round(probe.LongestStaleness.TotalSeconds, 1), probe.Answers, probe.Refusals,
            probe.EmptyAnswers, _done);
    }

    private GeneratorOptions Traffic()
        => new()
        {
            Seed = (ulong)options.Seed,
            EventsPerSecond = options.Rate,
            StartEventTime = DateTimeOffset.UtcNow,
            Contents = 1_000, // enough in a window for its rows to be written in advance
            OutOfOrderShare = 0.1,
            LateShare = 0.005,
        };
}
