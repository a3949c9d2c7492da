using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamPulse.Fuzz.Engine;

/// <summary>
/// Makes inputs for a target and checks them, one after the other on the calling thread. Every input follows from the seed: input N
/// of a run is input N of every run of the same build with that seed.
/// </summary>
/// <param name="kept">The inputs to start from.</param>
internal sealed class FuzzRunner(IFuzzTarget target, ulong seed, IReadOnlyList<byte[]> kept, HangWatch? watch)
{
    private const int MaxFindings = 20;
    private readonly FuzzCorpus _corpus = new(kept);
    private readonly InputCheck _check = new(target, watch);
    private readonly Dictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FuzzFinding> _findings = new(StringComparer.Ordinal);
    private long _failed;

    /// <summary>Checks the kept inputs, then that many new ones.</summary>
    /// <param name="each">Sees each new input with its number, from 0, before it is checked.</param>
    public FuzzResult Run(long inputs, Action<long, byte[]>? each = null)
    {
        var startedAt = Stopwatch.GetTimestamp();
        foreach (var input in kept)
            Check(-1, input);
        var made = 0L;
        for (var number = 0L; number < inputs && _findings.Count < MaxFindings; number++)
        {
            var input = Make(new Random(SeedOf(number)));
            made++;
            each?.Invoke(number, input);
            Check(number, input);
        }

        var outcomes = _outcomes.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).ToList();
        return new FuzzResult(
            target.Name, kept.Count + made, Stopwatch.GetElapsedTime(startedAt), _corpus.SignalCount, _check.MaxAllocatedBytes,
            _check.MaxTime, outcomes, [.. _findings.Values], _failed);
    }

    /// <summary>A new input: from the grammar, changed or not, or one of the corpus changed.</summary>
    private byte[] Make(Random random)
    {
        var way = random.Next(10);
        var input = way >= 6 ? _corpus.Pick(random) : null;
        var isNew = input is null;
        input ??= target.Generate(random);
        if (isNew && way < 3)
            return input;
        var other = random.Next(2) == 0 ? _corpus.Pick(random) ?? input : target.Generate(random);
        return Mutator.Mutate(input, other, target.Tokens, random);
    }

    private void Check(long number, byte[] input)
    {
        if (_check.Run(input, out var outcome) is not var (kind, error))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_outcomes, outcome.Word, out _)++;
            _corpus.Learn(input, outcome);
            return;
        }

        _failed++;
        if (_findings.ContainsKey(kind))
            return;
        var small = Minimiser.Minimise(input, candidate => _check.Run(candidate, out _)?.Kind == kind);
        _findings.Add(kind, new FuzzFinding(target.Name, number, kind, error, small));
    }

    /// <summary>
    /// Mixes seed, target and number (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014: SplitMix64).
    /// </summary>
    private int SeedOf(long number)
    {
        var bits = seed;
        foreach (var c in target.Name)
            bits = Mix(bits + c);
        return (int)(Mix(bits + (ulong)number) >> 33);
    }

    private static ulong Mix(ulong bits)
    {
        bits += 0x9E37_79B9_7F4A_7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}
