namespace StreamPulse.Fuzz.Engine;

/// <summary>
/// Makes a failing input smaller while it still fails in the same way: pieces are taken out, halving their length from half the
/// input to a byte (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
/// </summary>
internal static class Minimiser
{
    private const int MaxChecks = 4_000;

    /// <param name="fails">Whether an input still fails in the same way.</param>
    public static byte[] Minimise(byte[] input, Func<byte[], bool> fails)
    {
        var checks = 0;
        for (var piece = Math.Max(1, input.Length / 2); piece > 0; piece /= 2)
        {
            for (var start = 0; start < input.Length && checks < MaxChecks;)
            {
                checks++;
                byte[] shorter = [.. input.AsSpan(0, start), .. input.AsSpan(Math.Min(input.Length, start + piece))];
                if (fails(shorter))
                    input = shorter;
                else
                    start += piece;
            }
        }

        return input;
    }
}
