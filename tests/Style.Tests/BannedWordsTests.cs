using System.Text.RegularExpressions;
using StreamPulse.Testing;

namespace StreamPulse.Style.Tests;

/// <summary>What the house style bans, each with its replacement. Comments count too, as code is copied from them.</summary>
public sealed partial class BannedWordsTests
{
    public static TheoryData<string, string, string, string> Bans() => new()
    {
        { @"DateTime\.(UtcNow|Now)\b", "src", "", "an injected TimeProvider" },
        { @"DateTimeOffset\.(UtcNow|Now)\b", "src", "src/Cli/", "an injected TimeProvider" },
        { @"\.Result\b(?!\w)|\.GetAwaiter\(\)\.GetResult\(\)|(?<!Async)\.Wait\(\)", "src", "", "await" },
        { @"\bThread\.Sleep\b", "src", "", "a wait for the event itself" },
        { @"\bThread\.Sleep\b", "tests", "", "a wait on progress, with a deadline" },
        { @"\bConsole\.", "src", "src/Cli/", "a logger, or a result that the CLI prints" },
        { @"\basync void\b", "src", "", "async Task" },
        { @"\bGC\.Collect\b", "src", "", "nothing" },
    };

    [Theory]
    [MemberData(nameof(Bans))]
    public void IsNowhere(string pattern, string folder, string except, string instead)
    {
        var ban = new Regex(pattern);
        var found = Sources(folder)
            .Where(f => except.Length == 0 || !f.StartsWith(except, StringComparison.Ordinal))
            .SelectMany(f => SourceFiles.Lines(f).Select((line, i) => (f, i, line)))
            .Where(l => ban.IsMatch(l.line))
            .Select(l => $"{l.f}:{l.i + 1}: {l.line.Trim()} — use {instead}")
            .ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void CoreReferencesNothingButTheFramework()
    {
        var project = File.ReadAllText(Path.Combine(Repository.Root, "src/Core/Core.csproj"));
        Assert.DoesNotContain("Reference Include", project, StringComparison.Ordinal);
    }

    [Fact]
    public void NoSourceFileIsLongerThanAReviewTakes()
    {
        var found = Sources("src").Select(f => (f, Lines: SourceFiles.Lines(f).Count())).Where(f => f.Lines > 400)
            .ToList();
        Assert.Empty(found);
    }

    [Fact]
    public void NoNameOfAMachineIsLeftBehind()
    {
        var found = Sources("src").Concat(Sources("tests")).Where(f => !f.StartsWith("tests/Style.Tests/", StringComparison.Ordinal))
            .Where(f => MachinePath().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, f)))).ToList();
        Assert.Empty(found);
    }

    [GeneratedRegex(@"""/(root|home|work)/")]
    private static partial Regex MachinePath();

    private static IEnumerable<string> Sources(string folder)
        => SourceFiles.In(folder).Where(static f => !f.StartsWith("tests/Style.Tests/", StringComparison.Ordinal));
}
