using StreamPulse.Fuzz.Engine;

namespace StreamPulse.Fuzz.Tests;

/// <summary>A target whose check is passed in.</summary>
internal sealed class DelegateTarget(Func<byte[], FuzzOutcome> check, long allowedAllocationBytes = 1024 * 1024) : IFuzzTarget
{
    public string Name => "delegate";

    public string What => "whatever a test wants";

    public IReadOnlyList<byte[]> Tokens => [];

    public byte[] Generate(Random random)
    {
        var input = new byte[random.Next(1, 200)];
        random.NextBytes(input);
        return input;
    }

    public FuzzOutcome Check(byte[] input) => check(input);

    public long AllowedAllocationBytes(int inputBytes) => allowedAllocationBytes;
}
