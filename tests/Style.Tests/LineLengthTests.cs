namespace StreamPulse.Style.Tests;

/// <summary>Lines end at column 140 at the latest, log messages included.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 140;

    /// <summary>
    /// Folders that are not checked yet. The list is to become empty: nothing is added to it, and a folder without long lines leaves it.
    /// </summary>
    private static readonly string[] Exempt =
    [
        "src/Api",
        "src/Cli",
        "src/Core/Partials",
        "src/Core/Windows",
        "src/DeterministicSimulation",
        "src/Gateway",
        "src/Grains",
        "src/Grains.Interfaces",
        "src/Silo",
        "src/Standalone",
        "src/Storage/Cluster",
        "src/Storage/Commits",
        "src/Storage/Restore",
        "src/Streaming",
        "tests/Api.Tests",
        "tests/Chaos",
        "tests/Chaos.Tests",
        "tests/Cli.Tests",
        "tests/Cluster.Tests",
        "tests/DeterministicSimulation.Tests",
        "tests/Gateway.Tests",
        "tests/Grains.Tests",
        "tests/Standalone.Tests",
    ];

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void NoLineIsLonger(string folder)
    {
        var found = SourceFiles.In(folder)
            .Where(static f => !Array.Exists(Exempt, e => f.StartsWith(e + "/", StringComparison.Ordinal)))
            .SelectMany(LongLines)
            .ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void AnExemptFolderHasLongLines()
    {
        var clean = Exempt
            .Where(static e => !Directory.Exists(Path.Combine(SourceFiles.Root, e)) || !SourceFiles.In(e).SelectMany(LongLines).Any())
            .ToList();
        Assert.True(clean.Count == 0, $"Remove from the list, as no line is too long there any more: {string.Join(", ", clean)}");
    }

    private static IEnumerable<string> LongLines(string file)
        => SourceFiles.Lines(file)
            .Select((line, i) => (line.Length, Number: i + 1))
            .Where(static l => l.Length > MaxColumns)
            .Select(l => $"{file}:{l.Number}: {l.Length} columns, at most {MaxColumns} are allowed");
}
