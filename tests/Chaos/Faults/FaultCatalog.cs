using System.Globalization;
using StreamPulse.Chaos.Load;
using StreamPulse.Chaos.Target;

namespace StreamPulse.Chaos.Faults;

/// <summary>The faults that can be done here.</summary>
internal static class FaultCatalog
{
    /// <summary>Long enough for others to have taken over, wherever it happens.</summary>
    private static readonly TimeSpan LongSleep = TimeSpan.FromSeconds(30);

    /// <summary>Keys of all kinds.</summary>
    public static readonly IReadOnlyList<string> Keys =
    [
        "kill", "pause", "postgres", "connections", "disk", "clock", "fast", "database-clock", "broker", ExhaustionFaults.Descriptors,
        ExhaustionFaults.Heap, DatabaseFaults.Postmaster, DatabaseFaults.Session, DatabaseFaults.Slow,
    ];

    public static IReadOnlyList<Fault> For(
        ChaosOptions options, PipelineTarget target, ChaosDatabase database, ChaosLog log, ChaosProducer producer)
    {
        var broker = log.Broker;
        var faults = new List<Fault>
        {
            new("kill", "kill -9", 5, random => SignalAsync(target, random, Signals.Kill)),
            new("pause", "SIGSTOP, SIGCONT", 2, random => PauseAsync(target, random)),
            new("postgres", "PostgreSQL stopped immediate", 2, async random =>
            {
                var pause = Seconds(random, 0, 4);
                await database.RestartAsync(pause);
                return Text($"away for {pause.TotalSeconds:0.0} s");
            }),
            new("connections", "connections cut", 4, async random => await CutAsync(database, random)),
            new(
                "fast", "fast producer", 2,
                async random => await WrongClocks.SendAheadAsync(log.Appender, random, producer.NoteAcknowledged)),
        };
        if (options.DiskBytes > 0)
        {
            faults.Add(new Fault("disk", "disk full", 1, async random =>
            {
                var pause = Seconds(random, 1, 4);
                await database.FillDiskAsync(pause);
                return Text($"for {pause.TotalSeconds:0.0} s");
            }));
        }

        // librdkafka's waits hang under libfaketime, whatever uses it
        if (options is { FakeTimeLibrary: not null, Silos: 0, IsKafka: false })
            faults.Add(new Fault("clock", "clock shifted", 2, random => ShiftClockAsync(target, random)));
        if (options is { FakeTimeLibrary: { } library, IsKafka: false })
        {
            faults.Add(new Fault(
                "database-clock", "clock of PostgreSQL shifted", 1,
                random => WrongClocks.ShiftDatabaseAsync(database, library, random)));
        }

        if (broker is not null)
        {
            faults.Add(new Fault("broker", "broker away", 2, async random =>
            {
                var pause = Seconds(random, 1, 5);
                broker.SetDown(1);
                await Task.Delay(pause);
                broker.SetUp(1);
                return Text($"for {pause.TotalSeconds:0.0} s");
            }));
        }

        faults.AddRange(DatabaseFaults.For(database, options.DiskBytes > 0));
        if (options is { Silos: 0, Ups: 1 }) // the process that is hit is the one that serves the page
            faults.AddRange(ExhaustionFaults.For(target));

        return options.Only.Count == 0 ? faults : [.. faults.Where(f => options.Only.Contains(f.Key))];
    }

    /// <summary>One of them, by their weights.</summary>
    public static Fault Choose(IReadOnlyList<Fault> faults, Random random)
    {
        var at = random.Next(faults.Sum(static f => f.Weight));
        return faults.First(f => (at -= f.Weight) < 0);
    }

    private static async Task<string> SignalAsync(PipelineTarget target, Random random, int signal)
    {
        var victim = await VictimAsync(target, random);
        Signals.Send(victim, signal);
        return Text($"process {victim}");
    }

    private static async Task<string> PauseAsync(PipelineTarget target, Random random)
    {
        var victim = await VictimAsync(target, random);
        var pause = random.Next(4) == 0 ? LongSleep : Seconds(random, 1, 12);
        Signals.Send(victim, Signals.Stop);
        await Task.Delay(pause);
        Signals.Send(victim, Signals.Continue);
        return Text($"process {victim}, asleep for {pause.TotalSeconds:0.0} s");
    }

    /// <summary>Several times in a row, so that some fall into a commit.</summary>
    private static async Task<string> CutAsync(ChaosDatabase database, Random random)
    {
        var sessions = 0L;
        var times = random.Next(1, 6);
        for (var i = 0; i < times; i++)
        {
            sessions += await database.CutConnectionsAsync();
            await Task.Delay(random.Next(300));
        }

        return Text($"{times} times, {sessions} sessions");
    }

    /// <summary>Kills it; the next process has another time, and the one after that the right one again.</summary>
    private static async Task<string> ShiftClockAsync(PipelineTarget target, Random random)
    {
        var seconds = random.Next(-600, 601);
        target.ShiftClock(string.Create(CultureInfo.InvariantCulture, $"{seconds:+0;-0}s"));
        var what = await SignalAsync(target, random, Signals.Kill);
        var before = target.Starts;
        while (target.Starts == before)
            await Task.Delay(20);
        target.ShiftClock(null);
        return Text($"{what} killed, the next one's clock by {seconds} s");
    }

    private static async Task<int> VictimAsync(PipelineTarget target, Random random)
    {
        while (true)
        {
            var victims = target.Victims();
            if (victims.Count > 0)
                return victims[random.Next(victims.Count)];
            await Task.Delay(50);
        }
    }

    private static TimeSpan Seconds(Random random, double least, double most)
        => TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
