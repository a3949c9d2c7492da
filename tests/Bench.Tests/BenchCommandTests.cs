using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Tests;

public sealed class BenchCommandTests
{
    [Theory]
    [InlineData("freshness --json a.json --rate 5")]
    [InlineData("freshness --rate 5 --json a.json")]
    public void TheFileMayStandAnywhere(string line)
    {
        var command = BenchCommand.Parse(line.Split(' '));
        Assert.Equal(("freshness", "a.json"), (command.Verb, command.JsonFile));
        Assert.Equal(["--rate", "5"], command.Arguments);
    }

    [Fact]
    public void WithoutAFileNoneIsWritten()
    {
        var command = BenchCommand.Parse(["core", "--filter", "*"]);
        Assert.Null(command.JsonFile);
        Assert.Equal(["--filter", "*"], command.Arguments);
    }

    [Fact]
    public void JsonNeedsAFile() => Assert.Throws<ArgumentException>(() => BenchCommand.Parse(["core", "--json"]));

    [Fact]
    public void NoVerbIsNone() => Assert.Null(BenchCommand.Parse([]).Verb);
}
