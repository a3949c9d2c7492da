namespace StreamPulse.Style.Tests;

/// <summary>Lines end at column 140 at the latest, log messages included.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 140;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void NoLineIsLonger(string folder)
    {
        var found = SourceFiles.In(folder)
            .SelectMany(LongLines)
            .ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    private static IEnumerable<string> LongLines(string file)
        => SourceFiles.Lines(file)
            .Select((line, i) => (line.Length, Number: i + 1))
            .Where(static l => l.Length > MaxColumns)
            .Select(l => $"{file}:{l.Number}: {l.Length} columns, at most {MaxColumns} are allowed");
}
