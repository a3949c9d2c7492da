using StreamPulse.Fuzz.Engine;

namespace StreamPulse.Fuzz.Tests;

/// <summary>The engine finds what is wrong with a target that is made wrong, and makes the same inputs for the same seed.</summary>
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
        var target = new DelegateTarget(input => new FuzzOutcome(new byte[input.Length > 50 ? 100_000 : 10].Length > 10 ? "much" : "little"), allowedAllocationBytes: 50_000);
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
    public void Inputs_that_behave_anew_are_built_upon()
    {
        // Four given bytes in a row are out of reach of blind tries; step by step they are found.
        var target = new DelegateTarget(input =>
        {
            var prefix = input.AsSpan().CommonPrefixLength("FUZZ"u8);
            return prefix == 4 ? throw new InvalidDataException() : new FuzzOutcome($"{(char)('a' + prefix)}");
        });
        Assert.NotEmpty(Run(target, 60_000).Findings);
    }

    private static FuzzResult Run(DelegateTarget target, long inputs) => new FuzzRunner(target, seed: 1, kept: [], watch: null).Run(inputs);
}
