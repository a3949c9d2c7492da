using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Arguments;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Targets;

namespace StreamPulse.Fuzz;

/// <summary><c>./streampulse fuzz</c>: 0 where every property held, 1 where one did not, 2 for a wrong call.</summary>
internal sealed class FuzzCommand
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(30);
    private readonly Option<string?> _target = CheckedOption.Word(
        "--target", "Run only this target (default: all).", [.. FuzzTargets.All().Select(static t => t.Name)]);
    private readonly Option<long> _inputs = CheckedOption.Number(
        "--inputs", "Number of new inputs for each target.", 0, 1_000_000_000_000, byDefault: 100_000L);
    private readonly Option<ulong> _seed = CheckedOption.Number(
        "--seed", "Random seed; the same seed gives the same inputs.", 0UL, ulong.MaxValue, byDefault: 1UL);
    private readonly Option<FileInfo?> _input = new("--input") { Description = "Check only the bytes of this file; needs --target." };
    private readonly Option<long?> _write = CheckedOption.Number(
        "--write", "Write input number N of the run to a file; needs --target.", 0L, long.MaxValue);
    private readonly Option<DirectoryInfo> _out = new("--out")
    {
        Description = "Directory for failing inputs.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(".streampulse", "fuzz")),
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };

    public int Run(string[] args)
    {
        var root = new RootCommand(
            "Runs every parser of outside input on generated and mutated inputs, and checks the properties that must hold for each.");
        foreach (var option in new Option[] { _target, _inputs, _seed, _input, _write, _out, _json })
            root.Add(option);
        root.Validators.Add(result =>
        {
            if ((result.GetValue(_input) is not null || result.GetValue(_write) is not null) && result.GetValue(_target) is null)
                result.AddError("--input and --write need --target.");
            if (result.GetValue(_input) is { Exists: false } file)
                result.AddError($"--input is {file}; there is no such file.");
        });
        root.SetAction(Run);
        var parsed = root.Parse(args);
        var code = parsed.Invoke();
        return parsed.Errors.Count > 0 ? 2 : code;
    }

    private static IFuzzTarget? Named(string name) => FuzzTargets.All().FirstOrDefault(t => t.Name == name);

    private int Run(ParseResult call)
    {
        var targets = call.GetValue(_target) is { } name ? [Named(name)!] : FuzzTargets.All();
        var report = new FuzzReport(Console.Out, call.GetValue(_json));
        if (call.GetValue(_input) is { } file)
            return CheckOne(targets[0], file);
        var results = new List<FuzzResult>();
        foreach (var target in targets)
        {
            var result = RunTarget(target, call);
            results.Add(result);
            report.Add(result);
            foreach (var finding in result.Findings)
                Console.Error.WriteLine($"{Keep(call, target, finding)}\n{finding.Error}\n");
        }

        report.End(call.GetValue(_seed), results);
        return results.All(r => r.FailedInputs == 0) ? 0 : 1;
    }

    private FuzzResult RunTarget(IFuzzTarget target, ParseResult call)
    {
        var seed = call.GetValue(_seed);
        var wanted = call.GetValue(_write);
        using var watch = new HangWatch(HangLimit, input =>
        {
            var path = Keep(call, target, new FuzzFinding(target.Name, -1, "hang", "", input));
            Console.Error.WriteLine($"{target.Name}: a check has not ended within {HangLimit.TotalSeconds:0} s; its input is in {path}");
            Environment.Exit(1);
        });
        var kept = KeptInputs.Of(target.Name).Select(k => k.Input).ToList();
        return new FuzzRunner(target, seed, kept, watch).Run(call.GetValue(_inputs), (number, input) =>
        {
            if (number == wanted)
                Keep(call, target, new FuzzFinding(target.Name, number, "input", "", input));
        });
    }

    /// <summary>Writes the input and returns where; the name has target, seed and number, from which it can be made again.</summary>
    private string Keep(ParseResult call, IFuzzTarget target, FuzzFinding finding)
    {
        var directory = Directory.CreateDirectory(call.GetValue(_out)!.FullName);
        var word = new string([.. finding.Kind.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]);
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{target.Name}-{call.GetValue(_seed)}-{finding.Number}-{word[..Math.Min(word.Length, 60)]}");
        var path = Path.Combine(directory.FullName, name);
        File.WriteAllBytes(path, finding.Input);
        return path;
    }

    private static int CheckOne(IFuzzTarget target, FileInfo file)
    {
        var failure = new InputCheck(target, watch: null).Run(File.ReadAllBytes(file.FullName), out var outcome);
        Console.WriteLine(failure is null
            ? $"{target.Name}: {outcome.Word} {outcome.Detail}"
            : $"{target.Name}: {failure.Value.Kind}\n{failure.Value.Error}");
        return failure is null ? 0 : 1;
    }
}
