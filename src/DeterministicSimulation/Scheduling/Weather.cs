namespace StreamPulse.DeterministicSimulation.Scheduling;

/// <summary>How reliable the log or the store is just now; the fault plan changes it.</summary>
internal sealed class Weather(SeededRandom random)
{
    /// <summary>Share of calls that fail before they do anything.</summary>
    public double FailsBefore { get; set; }

    /// <summary>Share of calls that are carried out and whose answer is lost.</summary>
    public double FailsAfter { get; set; }

    /// <summary>Nothing answers.</summary>
    public bool IsAway { get; set; }

    /// <summary>Longest time a call takes, either way.</summary>
    public TimeSpan Slowness { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>No more faults.</summary>
    public void Clear() => (FailsBefore, FailsAfter, IsAway, Slowness) = (0, 0, false, TimeSpan.FromMilliseconds(2));

    /// <summary>Decides what becomes of the next call.</summary>
    public CallFate Next()
    {
        var (there, back) = (random.Between(TimeSpan.Zero, Slowness), random.Between(TimeSpan.Zero, Slowness));
        var (before, after) = (random.Chance(FailsBefore), random.Chance(FailsAfter));
        return new CallFate(IsAway || before ? CallOutcome.FailsBefore : after ? CallOutcome.FailsAfter : CallOutcome.Works, there, back);
    }
}
