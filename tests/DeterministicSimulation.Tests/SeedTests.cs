using StreamPulse.DeterministicSimulation.Running;

namespace StreamPulse.DeterministicSimulation.Tests;

/// <summary>Seeds give what a recount gives, and give it again.</summary>
public sealed class SeedTests
{
    private const int Seeds = 150;

    [Theory]
    [InlineData(Subject.Engine)]
    [InlineData(Subject.Cluster)]
    public void WhateverGoesWrong_EverythingStoredEqualsTheRecount(Subject subject)
    {
        var results = Simulator.RunMany(1, Seeds, [subject], Mutant.None, progress: null, CancellationToken.None);

        Assert.Empty(results.SelectMany(r => r.Differences.Select(d => $"seed {r.Seed}: {d}")));
        Assert.True(results.Sum(r => r.Rows) > Seeds * 20, "There were hardly any rows to compare.");
        Assert.True(results.Sum(r => r.Faults) > Seeds * 5, "Hardly anything went wrong.");
        Assert.Contains(results, r => r.Kind == "steady");
        Assert.Contains(results, r => r.Kind == "wild");
    }

    [Theory]
    [InlineData(Subject.Engine)]
    [InlineData(Subject.Cluster)]
    public void ASeedGivesTheSameRunEveryTime_AndAnotherSeedAnotherOne(Subject subject)
    {
        for (var seed = 900UL; seed < 912; seed++)
        {
            var (first, second) = (Simulator.Run(seed, subject, withTrace: true), Simulator.Run(seed, subject, withTrace: true));

            Assert.Equal(first.Trace, second.Trace);
            Assert.Equal((first.TraceHash, first.Steps), (second.TraceHash, second.Steps));
            Assert.NotEqual(first.TraceHash, Simulator.Run(seed + 1000, subject).TraceHash);
        }
    }

    [Fact]
    public void AFailingSeedReplays_AndItsTraceNamesFaultsAndDifferences()
    {
        var caught = Simulator.Hunt(Mutant.CheckpointBeforeRows, 1, 100, CancellationToken.None);

        var again = Simulator.Run(caught.Seed!.Value, Subject.Engine, Mutant.CheckpointBeforeRows);

        Assert.Equal(caught.Difference, again.Differences[0]);
        Assert.Contains(again.Trace, l => l.Contains("FAULT: ", StringComparison.Ordinal));
        Assert.Contains(again.Trace, l => l.Contains("COMMITTED", StringComparison.Ordinal));
        Assert.Contains(again.Trace, l => l.Contains($"DIFFERENCE: {again.Differences[0]}", StringComparison.Ordinal));
    }
}
