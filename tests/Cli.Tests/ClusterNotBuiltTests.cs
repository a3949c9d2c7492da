using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>The verb <c>cluster</c> where silo and gateway are not beside the program.</summary>
public sealed class ClusterNotBuiltTests : IDisposable
{
    private readonly string _directory = TestDirectory.Create();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ItIsExit3_WithOneLineThatSaysWhatToDo()
    {
        var (code, output, error) = await CliProcess.RunAsync(_directory, ["cluster", "--silos", "2"]);
        Assert.Equal((3, ""), (code, output));
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains("silo and gateway are not in", line, StringComparison.Ordinal);
        Assert.Contains("./streampulse cluster", line, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory)); // no PostgreSQL was made for nothing
    }
}
