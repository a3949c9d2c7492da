using StreamPulse.DeterministicSimulation.Running;

namespace StreamPulse.DeterministicSimulation.Tests;

/// <summary>A rig that finds nothing proves nothing: every known-bad variant is found, and soon.</summary>
public sealed class MutantTests
{
    /// <summary>Every mutant with a bound on the seeds that it takes; the numbers found stand in docs/RELIABILITY.md.</summary>
    public static TheoryData<Mutant, ulong, int> Known() => new()
    {
        { Mutant.CheckpointBeforeRows, 1, 20 },
        { Mutant.GapSkipped, 1, 20 },
        { Mutant.WatermarkIgnoresPartition, 1, 20 },
        { Mutant.NoFencing, 1, 20 },
        { Mutant.NoTerm, 1, 200 },
        { Mutant.LateByMergedWatermark, 1, 30 },
        { Mutant.OldSegmentWins, 1, 20 },
        { Mutant.PartlyBroughtBack, 1, 30 },
        { Mutant.NoPartitionFencing, 1, 60 },
        { Mutant.RowsOfUncommitted, 1, 60 },
        { Mutant.RowsGoBack, 1, 200 },
        { Mutant.DueForgotten, 1, 60 },
        // These two take a process that counts as dead to close windows at the wrong moment: about one seed in 2,000. A change of
        // the code or the rig moves the seed; ./streampulse simulate --mutant NAME --seeds 5000 finds another one.
        { Mutant.ClosedOutOfOrder, 3005, 20 },
        { Mutant.ClosedWhileDue, 1640, 20 },
        { Mutant.RetiredWhileDue, 1, 200 },
        { Mutant.RetiredUnnoticed, 1, 200 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void IsCaught(Mutant mutant, ulong from, int within)
    {
        var caught = Simulator.Hunt(mutant, from, within, CancellationToken.None);

        Assert.True(caught.Seeds is not null, $"{mutant} was not caught within {within} seeds.");
    }

    [Fact]
    public void NoneIsForgotten()
        => Assert.Equal(Enum.GetValues<Mutant>().Where(m => m != Mutant.None), Known().Select(row => row.Data.Item1));
}
