using StreamPulse.Core.Sketches;

namespace StreamPulse.Core.Tests.Sketches;

/// <summary>The error over 200 seeded runs a cardinality, against the theory: standard error 1.04 / sqrt(m), no bias.</summary>
public sealed class HyperLogLogAccuracyTests
{
    private const int Runs = 200;
    private static readonly double StandardError = 1.04 / Math.Sqrt(HyperLogLog.RegisterCount);

    /// <summary>Covers the range of linear counting, the bias of the original estimator (2.5 m = 10,240), and the raw range.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(4_000)]
    [InlineData(10_240)]
    [InlineData(15_000)]
    [InlineData(20_000)]
    [InlineData(100_000)]
    public void Relative_error_is_as_the_theory_says_and_unbiased(int distinct)
    {
        double sum = 0;
        double squares = 0;
        double worst = 0;
        for (ulong seed = 0; seed < Runs; seed++)
        {
            var error = (SketchTesting.HyperLogLogOf(SketchTesting.Hashes(distinct, seed)).Estimate() - distinct) / (double)distinct;
            sum += error;
            squares += error * error;
            worst = Math.Max(worst, Math.Abs(error));
        }

        // 200 runs give a standard deviation to 5 %, and a mean to a fourteenth of it: more than three times that is not random.
        Assert.InRange(Math.Sqrt(squares / Runs), 0.5 * StandardError, 1.15 * StandardError);
        Assert.InRange(sum / Runs, -3 * StandardError / Math.Sqrt(Runs), 3 * StandardError / Math.Sqrt(Runs));
        Assert.InRange(worst, 0, 4.5 * StandardError);
    }

    [Fact]
    public void Few_things_are_counted_almost_exactly()
    {
        Assert.Equal(0, new HyperLogLog().Estimate());
        for (ulong seed = 0; seed < Runs; seed++)
        {
            Assert.Equal(1, SketchTesting.HyperLogLogOf(SketchTesting.Hashes(1, seed)).Estimate());
            Assert.InRange(SketchTesting.HyperLogLogOf(SketchTesting.Hashes(10, seed)).Estimate(), 9, 10);
            Assert.InRange(SketchTesting.HyperLogLogOf(SketchTesting.Hashes(50, seed)).Estimate(), 47, 51);
        }
    }

    /// <summary>
    /// 2^62 things, too many to add one by one: each register gets the rank at its place in the distribution that so many give,
    /// P(rank &lt;= k) = exp(-2^62 / 4096 / 2^k). A fifth of them are at the highest rank, 53.
    /// </summary>
    [Fact]
    public void The_estimate_holds_where_registers_reach_their_highest_rank()
    {
        const double perRegister = (1L << 62) / HyperLogLog.RegisterCount;
        var sketch = new HyperLogLog();
        for (var register = 0; register < HyperLogLog.RegisterCount; register++)
        {
            var rank = 1;
            while (rank < 53 && Math.Exp(-perRegister / Math.ScaleB(1, rank)) < (register + 0.5) / HyperLogLog.RegisterCount)
                rank++;
            sketch.Add(((ulong)register << 52) | (rank == 53 ? 0 : 1UL << (52 - rank)));
        }

        Assert.InRange(sketch.Estimate() / (double)(1L << 62), 0.99, 1.01);
    }

    /// <summary>Hashes of register number and zeros have the highest rank, 53; with the last bit set, 52.</summary>
    [Fact]
    public void Registers_at_their_highest_rank_give_a_number_not_an_infinity()
    {
        var hashes = Enumerable.Range(0, HyperLogLog.RegisterCount).Select(register => (ulong)register << (64 - HyperLogLog.Precision))
            .ToArray();
        hashes[7] |= 1;
        var sketch = SketchTesting.HyperLogLogOf(hashes);
        Assert.InRange(sketch.Estimate(), 1L << 60, long.MaxValue);
        sketch.Add(hashes[7] - 1);
        Assert.Equal(long.MaxValue, sketch.Estimate());
    }
}
