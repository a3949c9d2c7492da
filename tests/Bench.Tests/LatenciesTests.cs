using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Tests;

public sealed class LatenciesTests
{
    [Fact]
    public void NothingHasNoPercentiles() => Assert.Null(new Latencies().Figures());

    [Fact]
    public void APercentileIsTheLeastValueThatSoManyDoNotExceed()
    {
        var latencies = new Latencies();
        for (var ms = 1000; ms > 0; ms--)
            latencies.Add(TimeSpan.FromMilliseconds(ms));
        Assert.Equal(new LatencyFigures(500, 900, 990, 999, 1000, 1000, 1000), latencies.Figures());
    }

    /// <summary>A latency of weight n counts as n events.</summary>
    [Fact]
    public void WeightsAreLikeRepetition()
        => Prop.ForAll(
            (from ms in Gen.Choose(0, 50) from weight in Gen.Choose(1, 20) select (Ms: ms, Weight: weight)).NonEmptyListOf().ToArbitrary(),
            weighted =>
            {
                var (once, repeated) = (new Latencies(), new Latencies());
                foreach (var (ms, weight) in weighted)
                {
                    once.Add(TimeSpan.FromMilliseconds(ms), weight);
                    for (var i = 0; i < weight; i++)
                        repeated.Add(TimeSpan.FromMilliseconds(ms));
                }

                var expected = repeated.Figures()!;
                return once.Figures() == expected with { Samples = weighted.Count };
            }).QuickCheckThrowOnFailure();
}
