namespace StreamPulse.Style.Tests;

/// <summary>Lines end at column 140 at the latest, log messages included.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 140;

    /// <summary>
    /// Folders that are not checked. The list is empty and stays so: every folder is checked.
    /// </summary>
    private static readonly string[] Exempt = [];

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
