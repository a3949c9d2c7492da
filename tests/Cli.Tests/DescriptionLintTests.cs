using System.Text.Json;
using StreamPulse.Testing;

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

    private static string Document => Path.Combine(Repository.Root, "docs", "openapi.json");

    /// <summary>Runs a program of the npm packages of tests/client.</summary>
    private static async Task<(int Code, string Output)> LintAsync(string program, params string[] arguments)
    {
        var directory = Path.Combine(Repository.Root, "tests", "client");
        var path = Path.Combine(directory, "node_modules", program);
        Assert.True(File.Exists(path), $"{path} is not there: npm ci --prefix tests/client. ./streampulse test does so.");
        return await NodeProcess.RunAsync(
            directory, [path, .. arguments], ("REDOCLY_TELEMETRY", "off"), ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"));
    }
}
