using System.Text;

namespace StreamPulse.Fuzz.Engine;

/// <summary>
/// Inputs worth mutating: the kept ones, and each that behaved in a new way. The signal is the outcome, not code coverage, as the program
/// is not instrumented. Bounded; the same for the same seed.
/// </summary>
internal sealed class FuzzCorpus(IEnumerable<byte[]> kept)
{
    private const int MaxInputs = 4_096;
    private readonly List<byte[]> _inputs = [.. kept];
    private readonly HashSet<string> _signals = new(StringComparer.Ordinal);

    public int Count => _inputs.Count;

    /// <summary>Kinds of behaviour seen.</summary>
    public int SignalCount => _signals.Count;

    /// <summary>One of the inputs, or null where there is none.</summary>
    public byte[]? Pick(Random random) => _inputs.Count == 0 ? null : _inputs[random.Next(_inputs.Count)];

    /// <summary>Keeps the input if it behaved like none before.</summary>
    public void Learn(byte[] input, FuzzOutcome outcome)
    {
        if (_signals.Count < MaxInputs && _signals.Add(Signal(outcome)) && input.Length > 0)
            _inputs.Add(input);
    }

    /// <summary>Word and detail, each run of digits as one 0, quoted text left out, cut where it is long.</summary>
    private static string Signal(FuzzOutcome outcome)
    {
        const int MaxChars = 200;
        if (outcome.Detail.Length == 0)
            return outcome.Word;
        var signal = new StringBuilder(outcome.Word).Append('|');
        var quoted = false;
        foreach (var c in outcome.Detail.AsSpan(0, Math.Min(outcome.Detail.Length, MaxChars)))
        {
            if (c is '\'' or '"' or '`')
                quoted = !quoted;
            else if (!quoted && !(char.IsAsciiDigit(c) && signal[^1] == '0'))
                signal.Append(char.IsAsciiDigit(c) ? '0' : c);
        }

        return signal.ToString();
    }
}
