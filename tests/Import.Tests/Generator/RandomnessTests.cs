using StreamPulse.Generator;

namespace StreamPulse.Import.Tests.Generator;

public sealed class RandomnessTests
{
    /// <summary>First outputs of the authors' C code for this seed.</summary>
    [Fact]
    public void SplitMix64_gives_the_published_numbers()
    {
        var random = new SplitMix64(1477776061723855037);
        Assert.Equal(
            [1985237415132408290UL, 2979275885539914483UL, 13511426838097143398UL, 8488337342461049707UL],
            new[] { random.Next(), random.Next(), random.Next(), random.Next() });
    }

    /// <summary>First outputs of the authors' C code for the state 1, 2, 3, 4.</summary>
    [Fact]
    public void Xoshiro256_gives_the_published_numbers()
    {
        var random = new Xoshiro256(1, 2, 3, 4);
        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360,
            607988272756665600, 16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        foreach (var number in expected)
            Assert.Equal(number, random.NextUInt64());
    }

    [Fact]
    public void Powers_agree_with_the_platforms()
    {
        foreach (var k in new[] { 1, 2, 3, 4, 7, 10, 1_000, 65_536, 99_999, 1_000_000 })
        {
            foreach (var exponent in new[] { 0, 0.1, 0.5, 0.99, 1, 1.07, 2, 3.3, 10 })
                Assert.Equal(1, PortableMath.InversePower(k, exponent) / Math.Pow(k, -exponent), 1e-12);
        }
    }

    [Fact]
    public void Alias_table_chooses_by_weight()
    {
        double[] weights = [5, 0, 1, 3, 0.5, 0.5];
        var table = new AliasTable(weights);
        var random = new Xoshiro256(7);
        var counts = new long[weights.Length];
        for (var i = 0; i < 1_000_000; i++)
            counts[table.Next(ref random)]++;
        Assert.Equal(0, counts[1]);
        ChiSquare.AssertFits(counts, weights);
    }

    [Fact]
    public void Chi_square_tells_a_wrong_distribution()
        => Assert.ThrowsAny<Exception>(() => ChiSquare.AssertFits([510_000, 490_000], [1, 1]));
}
