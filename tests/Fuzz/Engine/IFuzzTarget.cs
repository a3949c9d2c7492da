namespace StreamPulse.Fuzz.Engine;

/// <summary>A parser, the generator of its inputs, and the properties that must hold for each.</summary>
internal interface IFuzzTarget
{
    /// <summary>In kebab-case; names the directory of its kept inputs too.</summary>
    string Name { get; }

    /// <summary>What it reads, in a few words.</summary>
    string What { get; }

    /// <summary>Pieces of its language that mutation puts in.</summary>
    IReadOnlyList<byte[]> Tokens { get; }

    /// <summary>An input by the grammar, mostly valid. A function of <paramref name="random"/> alone.</summary>
    byte[] Generate(Random random);

    /// <summary>Reads the input and checks every property. A function of the input alone.</summary>
    /// <exception cref="PropertyBrokenException">A property does not hold. Any other exception is a finding too.</exception>
    FuzzOutcome Check(byte[] input);

    /// <summary>Most bytes that a check may allocate, its own comparisons included.</summary>
    long AllowedAllocationBytes(int inputBytes);
}
