using StreamPulse.Simulation.Running;

namespace StreamPulse.Simulation.Tests;

/// <summary>A simulation that detects nothing proves nothing: every known-bad variant is detected, and soon.</summary>
public sealed class MutantTests
{
    /// <summary>
    /// Every mutant with the seed to begin from and a bound on the seeds that it takes; the numbers found are in docs/RELIABILITY.md.
    /// </summary>
    public static TheoryData<Mutant, ulong, int> Known() => new()
    {
        { Mutant.GapSkipped, 1, 30 },
        { Mutant.WatermarkIgnoresPartition, 1, 30 },
        { Mutant.WatermarkIgnoresClock, 1, 30 },
        { Mutant.EventTimeUnbounded, 1, 30 },
        { Mutant.ClockNotSetBack, 1, 30 },
        { Mutant.SetBackWithoutWindows, 15, 15 },
        { Mutant.CheckpointBeforePartials, 1, 30 },
        { Mutant.NoPartitionFencing, 1, 60 },
        { Mutant.OldSegmentWins, 1, 30 },
        { Mutant.ClosedTakenForRetired, 1, 30 },
        { Mutant.PassedWindowsNotLoaded, 101, 15 },
        { Mutant.LiveWithEvicted, 1, 150 },
        { Mutant.LiveOfAnotherActivation, 1, 30 },
        { Mutant.RowsOfUncommitted, 1, 60 },
        { Mutant.RowsGoBack, 1, 200 },
        { Mutant.PreparedRowsStay, 1, 60 },
        { Mutant.DueForgotten, 1, 60 },
        { Mutant.ClosedWhileDue, 155, 15 },
        { Mutant.RetiredWhileDue, 1, 200 },
        { Mutant.RetiredUnnoticed, 1, 200 },
        { Mutant.AwayTakenForUnknown, 1, 60 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void IsDetected(Mutant mutant, ulong from, int within)
    {
        var detected = Simulator.Detect(mutant, from, within, CancellationToken.None);

        Assert.True(detected.Seeds is not null, $"{mutant} was not detected within {within} seeds.");
    }

    /// <summary>
    /// <see cref="Mutant.ClosedOutOfOrder"/> takes two processes that close windows at once, in the wrong order: about one seed in 700, and
    /// each change of the code moves it. <c>./streampulse simulate --mutant ClosedOutOfOrder --seeds 2000</c> looks for it.
    /// </summary>
    [Fact]
    public void NoneIsForgotten()
        => Assert.Equal(
            Enum.GetValues<Mutant>().Where(static m => m is not (Mutant.None or Mutant.ClosedOutOfOrder)),
            Known().Select(static row => row.Data.Item1));
}
