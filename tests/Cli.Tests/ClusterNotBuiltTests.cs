using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>The verb <c>cluster</c> where silo and gateway are not beside the program, as without Orleans.</summary>
public sealed class ClusterNotBuiltTests : IDisposable
{
    private readonly string _directory = TestDirectory.Create();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ItIsExit3_WithOneLineThatNamesWhatIsMissing()
    {
        var (code, output, error) = await CliProcess.RunAsync(_directory, ["cluster", "--silos", "2"]);
        Assert.Equal((3, ""), (code, output));
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains("WithOrleans=false", line, StringComparison.Ordinal);
        Assert.Contains("Microsoft.Orleans.Server", line, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory)); // no PostgreSQL was made for nothing
    }
}
