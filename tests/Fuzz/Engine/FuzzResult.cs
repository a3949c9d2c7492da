namespace StreamPulse.Fuzz.Engine;

/// <summary>Result of a run of one target.</summary>
/// <param name="Signals">Kinds of behaviour seen.</param>
/// <param name="Outcomes">Inputs by outcome, most frequent first; with the findings they are all inputs.</param>
/// <param name="Findings">The first input for each kind of failure.</param>
/// <param name="FailedInputs">Inputs that failed, in whichever way.</param>
internal sealed record FuzzResult(
    string Target,
    long Inputs,
    TimeSpan Elapsed,
    int Signals,
    long MaxAllocatedBytes,
    TimeSpan MaxTime,
    IReadOnlyList<KeyValuePair<string, long>> Outcomes,
    IReadOnlyList<FuzzFinding> Findings,
    long FailedInputs);
