using System.Text.Json;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>The OpenAPI document is enough to generate a client from, and that client can call every route.</summary>
public sealed class TypedClientTests : IDisposable
{
    private readonly string _directory = TestDirectory.Create();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task AGeneratedClientCallsEveryRoute()
    {
        await using var instance = new InstanceDirectory();
        var key = Path.Combine(_directory, "api.key");
        Assert.Equal(0, (await CliProcess.RunAsync(_directory, ["token", "--new-key", key])).Code);
        var settings = new Dictionary<string, string> { ["STREAMPULSE_Auth__Mode"] = "Jwt", ["STREAMPULSE_Auth__KeyFile"] = key };
        var token = await CliProcess.RunAsync(_directory, ["token", "--scopes", "admin", "--subject", "client"], settings);
        await using var up = CliProcess.Start(instance.Path, settings, "up", "--no-traffic", "--port", "0");
        var address = await up.WaitUpAsync();
        using var client = new HttpClient { BaseAddress = address };
        var document = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        await PrepareAsync(document);

        Assert.Equal((0, ""), await CompileAsync());
        var (code, output) = await NodeAsync(["out/client.js", address.ToString()], token.Output.Trim());

        Assert.True(code == 0, output);
        var answers = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            JsonDocument.Parse(document).RootElement.GetProperty("paths").EnumerateObject().Select(static p => p.Name)
                .Order(StringComparer.Ordinal),
            answers.EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("""[2,1,"3 empty_event_id"]""", answers.GetProperty("/api/events").GetRawText());
        Assert.Equal("admin", answers.GetProperty("/api/me").GetString());
        string[] withoutRows =
        [
            "/api/stats/content", "/api/stats/region", "/api/stats/device", "/api/alerts/{id}", "/api/alerts/{id}/acknowledge",
            "/api/alerts/{id}/unacknowledge", "/api/alerts/{id}/resolve",
        ];
        foreach (var unknown in withoutRows)
        {
            Assert.Equal(404, answers.GetProperty(unknown).GetInt32());
        }

        Assert.Equal("event: stats", answers.GetProperty("/api/stats/stream").GetString());
    }

    [Theory]
    [InlineData("\"/api/me\":", "\"/api/myself\":", "/api/me")]
    [InlineData("\"/api/me\":", "\"/api/new\":{\"get\":{\"responses\":{\"200\":{\"description\":\"OK\"}}}},\"/api/me\":", "/api/new")]
    [InlineData("\"duplicates\"", "\"twice\"", "duplicates")]
    public async Task ADocumentThatSaysSomethingElseDoesNotCompile(string said, string instead, string named)
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "openapi.json"));
        Assert.Contains(said, document, StringComparison.Ordinal);
        await PrepareAsync(document.Replace(said, instead, StringComparison.Ordinal));

        var (code, output) = await CompileAsync();

        Assert.NotEqual(0, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
    }

    /// <summary>The test's sources beside the document, in a folder of their own.</summary>
    private async Task PrepareAsync(string document)
    {
        var sources = Path.Combine(Repository.Root, "tests", "client");
        if (!Directory.Exists(Path.Combine(sources, "node_modules", "openapi-typescript")))
            Assert.Fail("The npm packages of tests/client are not installed: npm ci --prefix tests/client. ./streampulse test does so.");
        foreach (var file in new[] { "package.json", "tsconfig.json", "client.ts" })
            File.Copy(Path.Combine(sources, file), Path.Combine(_directory, file));
        Directory.CreateSymbolicLink(Path.Combine(_directory, "node_modules"), Path.Combine(sources, "node_modules"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "openapi.json"), document);
    }

    private async Task<(int Code, string Output)> CompileAsync()
    {
        var (code, output) = await NodeAsync(["node_modules/openapi-typescript/bin/cli.js", "openapi.json", "-o", "api.ts"], "");
        return code == 0 ? await NodeAsync(["node_modules/typescript/bin/tsc", "-p", "."], "") : (code, output);
    }

    private Task<(int Code, string Output)> NodeAsync(string[] arguments, string token)
        => NodeProcess.RunAsync(_directory, arguments, ("STREAMPULSE_TOKEN", token));
}
