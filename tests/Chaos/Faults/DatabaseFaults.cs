using System.Globalization;
using StreamPulse.Chaos.Target;

namespace StreamPulse.Chaos.Faults;

/// <summary>Faults of the PostgreSQL server that go beyond a stop of it.</summary>
internal static class DatabaseFaults
{
    public const string Postmaster = "postmaster";
    public const string Session = "session";
    public const string Slow = "slow";

    private static readonly TimeSpan Stopped = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(100);

    /// <param name="canFill">Whether the server has a file system of its own.</param>
    public static IEnumerable<Fault> For(ChaosDatabase database, bool canFill)
    {
        yield return new Fault(Postmaster, "postmaster killed", 2, random => KillAsync(database, random));
        yield return new Fault(Slow, "PostgreSQL slow", 1, random => SlowAsync(database, random));
        if (canFill)
            yield return new Fault(Session, "disk full at session start", 1, random => RefuseSessionsAsync(database, random));
    }

    private static async Task<string> KillAsync(ChaosDatabase database, Random random)
    {
        var pause = Seconds(random, 0, 4);
        await database.KillPostmasterAsync(pause);
        return Text($"away for {pause.TotalSeconds:0.0} s");
    }

    private static async Task<string> RefuseSessionsAsync(ChaosDatabase database, Random random)
    {
        var pause = Seconds(random, 2, 6);
        await database.RefuseSessionsAsync(pause);
        return Text($"for {pause.TotalSeconds:0.0} s");
    }

    /// <summary>
    /// Stops every process of the server most of the time, so that each write to disk, like everything else it does, takes five times as
    /// long, with pauses. Delaying fsync alone needs a file system of its own in the kernel.
    /// </summary>
    private static async Task<string> SlowAsync(ChaosDatabase database, Random random)
    {
        var rounds = random.Next(6, 25);
        for (var i = 0; i < rounds; i++)
        {
            var processes = database.Processes();
            Send(processes, Signals.Stop);
            await Task.Delay(Stopped);
            Send(processes, Signals.Continue);
            await Task.Delay(Running);
        }

        return Text($"for {rounds * (Stopped + Running).TotalSeconds:0.0} s");
    }

    private static void Send(IReadOnlyList<int> processes, int signal)
    {
        foreach (var process in processes)
            Signals.Send(process, signal);
    }

    private static TimeSpan Seconds(Random random, double least, double most)
        => TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
