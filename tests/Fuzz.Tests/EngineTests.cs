using StreamPulse.Fuzz.Engine;

namespace StreamPulse.Fuzz.Tests;

/// <summary>The engine finds the fault of a faulty target, and makes the same inputs for the same seed.</summary>
public sealed class EngineTests
{
    [Fact]
    public void A_crash_is_found_once_and_made_small()
    {
        var target = new DelegateTarget(input => input.Contains((byte)'Z') ? throw new InvalidDataException("Z") : new FuzzOutcome("fine"));
        var result = Run(target, 500);
        var finding = Assert.Single(result.Findings);
        Assert.Equal("Z"u8, finding.Input);
        Assert.Contains("InvalidDataException", finding.Kind, StringComparison.Ordinal);
        Assert.True(result.FailedInputs > 1);
        Assert.Equal(500, result.FailedInputs + result.Outcomes.Sum(o => o.Value));
    }

    [Fact]
    public void Properties_that_break_are_told_apart()
    {
        var target = new DelegateTarget(input =>
        {
            Expect.That(input.Length < 100, "short");
            Expect.That(!input.Contains((byte)7), "without 7");
            return new FuzzOutcome("fine");
        });
        var findings = Run(target, 500).Findings;
        Assert.Equal(["short", "without 7"], findings.Select(f => f.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(100, findings.Single(f => f.Kind == "short").Input.Length);
        Assert.Equal([7], findings.Single(f => f.Kind == "without 7").Input);
    }

    [Fact]
    public void Memory_beyond_the_bound_is_a_finding()
    {
        var target = new DelegateTarget(input => new FuzzOutcome(
            new byte[input.Length > 50 ? 100_000 : 10].Length > 10 ? "much" : "little"), allowedAllocationBytes: 50_000);
        var finding = Assert.Single(Run(target, 100).Findings);
        Assert.Equal(("too much memory", 51), (finding.Kind, finding.Input.Length));
    }

    [Fact]
    public async Task A_check_that_does_not_end_is_told_with_its_input()
    {
        using var release = new ManualResetEventSlim();
        var told = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new HangWatch(TimeSpan.FromMilliseconds(50), told.SetResult);
        var target = new DelegateTarget(_ =>
        {
            release.Wait(TestContext.Current.CancellationToken);
            return new FuzzOutcome("late");
        });
        var check = Task.Run(() => new InputCheck(target, watch).Run([1, 2, 3], out _), TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], await told.Task);
        release.Set();
        Assert.Null(await check);
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs_and_another_makes_others()
    {
        Assert.Equal(InputsOf(1), InputsOf(1));
        Assert.NotEqual(InputsOf(1), InputsOf(2));

        static List<string> InputsOf(ulong seed)
        {
            var inputs = new List<string>();
            var target = new DelegateTarget(input => new FuzzOutcome($"{input.Length % 7}"));
            new FuzzRunner(target, seed, [], watch: null).Run(300, (_, input) => inputs.Add(Convert.ToHexString(input)));
            return inputs;
        }
    }

    [Fact]
    public void An_input_that_behaves_anew_joins_the_corpus_and_one_that_does_not_stays_out()
    {
        byte[] kept = [9], anew = [1], other = [3];
        var corpus = new FuzzCorpus([kept]);
        corpus.Learn(anew, new FuzzOutcome("refused", "a length of 12 in 'x'"));
        corpus.Learn([2], new FuzzOutcome("refused", "a length of 345 in 'y'"));
        corpus.Learn(other, new FuzzOutcome("accepted"));
        corpus.Learn([4], new FuzzOutcome("accepted"));
        Assert.Equal((3, 2), (corpus.Count, corpus.SignalCount));
        var random = new Random(1);
        var picked = Enumerable.Range(0, 100).Select(_ => corpus.Pick(random)!).ToHashSet();
        Assert.True(picked.SetEquals([kept, anew, other]));
    }

    private static FuzzResult Run(DelegateTarget target, long inputs) => new FuzzRunner(target, seed: 1, kept: [], watch: null).Run(inputs);
}
