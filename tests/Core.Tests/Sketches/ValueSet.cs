using FsCheck;
using FsCheck.Fluent;

namespace StreamPulse.Core.Tests.Sketches;

/// <summary>A repeatable sample of a distribution, small or large enough for every form of a sketch.</summary>
public sealed record ValueSet(string Distribution, int Size, int Seed)
{
    private static readonly Dictionary<string, Func<Random, double>> Distributions = new()
    {
        ["uniform"] = random => random.NextDouble() * 1_000,
        ["integers"] = random => random.Next(0, 3_600),
        ["few distinct"] = random => random.Next(0, 5) * 12.5,
        ["constant"] = _ => 42.5,
        ["exponential"] = random => -50 * Math.Log(1 - random.NextDouble()),
        ["log-normal"] = random => Math.Exp(3 + (1.5 * Normal(random))),
        ["heavy tail"] = random => Math.Min(Math.Pow(1 - random.NextDouble(), -1.2), 1_000_000),
        ["two humps"] = random => random.Next(10) == 0 ? 5 + (5 * random.NextDouble()) : 80 + Math.Abs(10 * Normal(random)),
        ["mostly zero"] = random => random.Next(3) == 0 ? random.NextSingle() * 300 : 0,
        ["whole range"] = random => Math.ScaleB(1 + random.NextDouble(), random.Next(-30, 31)),
    };

    private static readonly int[] Sizes = [0, 1, 2, 3, 4, 10, 95, 96, 97, 100, 500, 3_000];

    public static Arbitrary<ValueSet> Arbitrary
        => (from distribution in Gen.Elements(Distributions.Keys.ToArray())
            from size in Gen.Elements(Sizes)
            from seed in Gen.Choose(0, 1 << 20)
            select new ValueSet(distribution, size, seed)).ToArbitrary();

    public double[] Values()
    {
        var random = new Random(Seed);
        return Enumerable.Range(0, Size).Select(_ => Distributions[Distribution](random)).ToArray();
    }

    /// <summary>Box and Muller's transform.</summary>
    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
