using System.Diagnostics;
using System.Text.Json;

namespace StreamPulse.Cli.Tests;

/// <summary>The OpenAPI document, as linters see it. Their rules are those that come with them; a warning is a failure.</summary>
public sealed class DescriptionLintTests
{
    [Fact]
    public async Task SpectralHasNothingToSay()
    {
        var (code, output) = await LintAsync(
            "@stoplight/spectral-cli/dist/index.js", "lint", "--fail-severity", "hint", "--ruleset", ".spectral.yaml", Document);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task RedoclyHasNothingToSay()
    {
        var (code, output) = await LintAsync("@redocly/cli/bin/cli.js", "lint", "--extends", "recommended", "--format", "json", Document);

        Assert.True(code == 0, output);
        var totals = JsonDocument.Parse(output).RootElement.GetProperty("totals");
        Assert.True(totals.GetProperty("errors").GetInt32() + totals.GetProperty("warnings").GetInt32() == 0, output);
    }

    private static string Document => Path.Combine(Repository(), "docs", "openapi.json");

    /// <summary>Runs a program of the npm packages of tests/client.</summary>
    private static async Task<(int Code, string Output)> LintAsync(string program, params string[] arguments)
    {
        var directory = Path.Combine(Repository(), "tests", "client");
        var path = Path.Combine(directory, "node_modules", program);
        Assert.True(File.Exists(path), $"{path} is not there: npm ci --prefix tests/client. ./streampulse test does so.");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("node", [path, .. arguments])
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.StartInfo.Environment["REDOCLY_TELEMETRY"] = "off";
        process.StartInfo.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        process.Start();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "StreamPulse.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
