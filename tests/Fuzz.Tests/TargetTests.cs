using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Targets;

namespace StreamPulse.Fuzz.Tests;

/// <summary>Every property of every parser, on the kept inputs and on a short run. `./streampulse fuzz` runs as many as wanted.</summary>
public sealed class TargetTests
{
    private const int Inputs = 3_000;
    private const ulong Seed = 20_260_301;

    public static TheoryData<string> Targets() => new(FuzzTargets.All().Select(target => target.Name));

    /// <summary>Target and file of each kept input.</summary>
    public static TheoryData<string, string> Kept()
        => [.. FuzzTargets.All().SelectMany(target => KeptInputs.Of(target.Name), (target, kept) => (target.Name, kept.Name))];

    [Theory]
    [MemberData(nameof(Kept))]
    public void An_input_that_once_failed_does_not_fail_again(string target, string file)
    {
        var input = KeptInputs.Of(target).Single(kept => kept.Name == file).Input;
        Assert.Null(new InputCheck(Named(target), watch: null).Run(input, out var outcome)?.Error);
        Assert.NotEmpty(outcome.Word);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_short_run_breaks_no_property_and_sees_good_inputs_and_bad(string name)
    {
        var result = new FuzzRunner(Named(name), Seed, [], watch: null).Run(Inputs);
        Assert.Empty(result.Findings.Select(finding => finding.Error));
        Assert.Equal(Inputs, result.Outcomes.Sum(outcome => outcome.Value));
        Assert.True(result.Outcomes.Count > 1, $"{result.Outcomes[0]}");
    }

    [Fact]
    public void Every_directory_of_kept_inputs_is_a_targets()
    {
        var directories = Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "Corpus")).Select(Path.GetFileName)
            .ToList();
        Assert.NotEmpty(directories);
        Assert.Empty(directories.Except(FuzzTargets.All().Select(target => target.Name)));
    }

    private static IFuzzTarget Named(string name) => FuzzTargets.All().Single(target => target.Name == name);
}
