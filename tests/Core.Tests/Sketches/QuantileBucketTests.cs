using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Sketches;
using static StreamPulse.Core.Tests.Sketches.SketchTesting;

namespace StreamPulse.Core.Tests.Sketches;

public sealed class QuantileBucketTests
{
    private const double Smallest = 1.0 / (1 << 30);
    private const double Beyond = 1L << 31;

    /// <summary>Any mantissa at any power of two from below the smallest value to above the largest.</summary>
    private static Arbitrary<double> Values
        => Gen.Choose(-32, 32).SelectMany(_ => Gen.Choose(0, int.MaxValue - 1), (e, m) => Math.ScaleB(1 + (m / (double)int.MaxValue), e))
            .ToArbitrary();

    [Fact]
    public void One_value_stands_for_its_whole_bucket_within_one_percent()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Values, value =>
        {
            var answer = QuantileSketchOf([value]).Quantile(0.5)!.Value;
            return value switch
            {
                < Smallest => answer == 0,
                < Beyond => Math.Abs(answer - value) <= QuantileSketch.RelativeAccuracy * value,
                _ => Math.Abs(answer - Beyond) <= 0.01 * Beyond,
            };
        }));

    [Fact]
    public void A_larger_value_never_has_a_lower_bucket()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Values, value =>
            QuantileSketch.BucketOf(value) <= QuantileSketch.BucketOf(Math.BitIncrement(value))
            && QuantileSketch.BucketOf(value) <= QuantileSketch.BucketOf(value * 1.01)
            && QuantileSketch.BucketOf(value) >= QuantileSketch.BucketOf(Math.BitDecrement(value))));

    /// <summary>
    /// The definition: from 2^-30 on, each bound is the one before times 1.0202; the bound itself belongs to the upper bucket.
    /// </summary>
    [Fact]
    public void Every_bucket_is_where_the_definition_has_it()
    {
        var bound = Smallest;
        for (var bucket = 1; bucket < QuantileSketch.BucketCount; bucket++)
        {
            Assert.InRange(bound / (Smallest * Math.Pow(1.0202, bucket - 1)), 1 - 1e-12, 1 + 1e-12);
            Assert.Equal(bucket, QuantileSketch.BucketOf(bound));
            Assert.Equal(bucket - 1, QuantileSketch.BucketOf(Math.BitDecrement(bound)));
            bound *= 1.0202;
        }

        Assert.True(bound >= Beyond);
    }

    [Fact]
    public void The_range_takes_the_stated_number_of_buckets()
    {
        Assert.Equal(QuantileSketch.BucketCount, 1 + (int)Math.Ceiling(61 * Math.Log(2) / Math.Log(1.0202)));
        Assert.Equal(QuantileSketch.BucketCount - 1, QuantileSketch.BucketOf(Math.BitDecrement(Beyond)));
        Assert.Equal(QuantileSketch.BucketCount - 1, QuantileSketch.BucketOf(Beyond));
        Assert.Equal(QuantileSketch.BucketCount - 1, QuantileSketch.BucketOf(double.PositiveInfinity));
        Assert.Equal(1_731, QuantileSketch.BucketOf(1_000_000));
        Assert.Equal(1, QuantileSketch.BucketOf(Smallest));
        Assert.Equal(0, QuantileSketch.BucketOf(Math.BitDecrement(Smallest)));
        Assert.Equal(0, QuantileSketch.BucketOf(0));
        Assert.Equal(0, QuantileSketch.BucketOf(-0.0));
        Assert.Equal(0, QuantileSketch.BucketOf(double.Epsilon));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-double.Epsilon)]
    [InlineData(-1)]
    [InlineData(double.NegativeInfinity)]
    public void A_value_that_cannot_be_is_refused(double value)
        => Assert.Throws<ArgumentOutOfRangeException>(() => QuantileSketch.BucketOf(value));
}
