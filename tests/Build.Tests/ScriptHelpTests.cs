using StreamPulse.Testing;

namespace StreamPulse.Build.Tests;

/// <summary>The script prints help at once: nothing is looked for, installed or built.</summary>
public sealed class ScriptHelpTests
{
    [Theory]
    [InlineData("Usage:\n  streampulse bench ", "bench", "-h")]
    [InlineData("Usage:\n  streampulse bench ", "bench", "endtoend", "--help")]
    [InlineData("Usage:\n  streampulse chaos ", "chaos", "--help")]
    [InlineData("Usage:\n  streampulse fuzz ", "fuzz", "-h")]
    [InlineData("Usage:\n  streampulse simulate ", "simulate", "-?")]
    [InlineData("Usage:\n  streampulse test ", "help", "test")]
    [InlineData("Usage:\n  streampulse up ", "up", "-h")]
    [InlineData("Usage:\n  streampulse verify ", "--quiet", "verify", "--help")]
    [InlineData("Usage:\n  streampulse dead-letters retry ", "help", "dead-letters", "retry")]
    [InlineData("Usage:\n  streampulse [command] ", "--help")]
    [InlineData("./streampulse help COMMAND", "help")]
    [InlineData("./streampulse help COMMAND")]
    public async Task OfEveryVerb_WithoutDotnet(string expected, params string[] call)
    {
        var none = new Dictionary<string, string?> { ["DOTNET_ROOT"] = "/none", ["HOME"] = "/none", ["STREAMPULSE_PG_BIN"] = "/none" };

        var run = await Shell.RunAsync(Repository.Root, none, [Path.Combine(Repository.Root, "streampulse"), .. call]);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }
}
