using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scenarios;

namespace StreamPulse.Simulation.Tests;

/// <summary>Seeds give what a recount gives, and give it again.</summary>
public sealed class SeedTests
{
    private const int Seeds = 150;

    [Theory]
    [InlineData(TrafficKind.Steady)]
    [InlineData(TrafficKind.Irregular)]
    public void WhateverGoesWrong_EverythingStoredEqualsTheRecount(TrafficKind traffic)
    {
        var results = Simulator.RunMany(1, Seeds, [traffic], Mutant.None, progress: null, CancellationToken.None);

        Assert.Empty(results.SelectMany(r => r.Differences.Select(d => $"seed {r.Seed}: {d}")));
        Assert.True(results.Sum(r => r.Rows) > Seeds * 20, "There were hardly any rows to compare.");
        Assert.True(results.Sum(r => r.Faults) > Seeds * 5, "Hardly anything went wrong.");
    }

    [Theory]
    [InlineData(TrafficKind.Steady)]
    [InlineData(TrafficKind.Irregular)]
    public void ASeedGivesTheSameRunEveryTime_AndAnotherSeedAnotherOne(TrafficKind traffic)
    {
        for (var seed = 900UL; seed < 912; seed++)
        {
            var (first, second) = (Simulator.Run(seed, traffic, withTrace: true), Simulator.Run(seed, traffic, withTrace: true));

            Assert.Equal(first.Trace, second.Trace);
            Assert.Equal((first.TraceHash, first.Steps), (second.TraceHash, second.Steps));
            Assert.NotEqual(first.TraceHash, Simulator.Run(seed + 1000, traffic).TraceHash);
        }
    }

    [Fact]
    public void AFailingSeedReplays_AndItsTraceNamesFaultsAndDifferences()
    {
        var detected = Simulator.Detect(Mutant.OldSegmentWins, 1, 100, CancellationToken.None);

        var again = Simulator.Run(detected.Seed!.Value, detected.Traffic!.Value, Mutant.OldSegmentWins);

        Assert.Equal(detected.Difference, again.Differences[0]);
        Assert.Contains(again.Trace, l => l.Contains("FAULT: ", StringComparison.Ordinal));
        Assert.Contains(again.Trace, l => l.Contains("COMMITTED", StringComparison.Ordinal));
        Assert.Contains(again.Trace, l => l.Contains(again.Differences[0], StringComparison.Ordinal));
    }
}
