using System.Net;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary><c>token</c>, and what it opens.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly string _directory = TestDirectory.Create();

    private string KeyFile => Path.Combine(_directory, "api.key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ATokenOfTheNewKeyOpensWhatItsScopesAllow_AndNothingElse()
    {
        await using var instance = new InstanceDirectory();
        var made = await CliProcess.RunAsync(_directory, ["token", "--new-key", KeyFile]);
        Assert.True(made is (0, "", _), made.Error);
        var settings = new Dictionary<string, string> { ["STREAMPULSE_Auth__Mode"] = "Jwt", ["STREAMPULSE_Auth__KeyFile"] = KeyFile };
        var token = await TokenAsync("ingest", settings);
        await using var up = CliProcess.Start(instance.Path, settings, "up", "--no-traffic", "--port", "0");
        var address = await up.WaitUpAsync();
        using var client = new HttpClient { BaseAddress = address };

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/api/stats/realtime", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        string[] generate = ["generate", "--to", address.ToString(), "--events", "50"];
        var stranger = await CliProcess.RunAsync(_directory, generate);
        Assert.Equal(1, stranger.Code);
        Assert.Contains("STREAMPULSE_TOKEN", stranger.Error, StringComparison.Ordinal);
        var known = await CliProcess.RunAsync(_directory, generate, new Dictionary<string, string> { ["STREAMPULSE_TOKEN"] = token });
        Assert.True(known.Code == 0, known.Error);
        var tokenFile = Path.Combine(_directory, "token");
        await File.WriteAllTextAsync(tokenFile, token + "\n");
        var byFile = await CliProcess.RunAsync(
            _directory, generate, new Dictionary<string, string> { ["STREAMPULSE_TOKEN_FILE"] = tokenFile });
        Assert.True(byFile.Code == 0, byFile.Error);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(new Uri("/api/stats/realtime", UriKind.Relative))).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync("read", settings));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/api/stats/realtime", UriKind.Relative))).StatusCode);
        Assert.Equal(0, await up.StopAsync());
        Assert.DoesNotContain(token, up.Output + up.Error, StringComparison.Ordinal);
        Assert.DoesNotContain((await File.ReadAllTextAsync(KeyFile)).Trim(), up.Output + up.Error + made.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scopes read", "--subject")]
    [InlineData("--subject ann", "--scopes is ; allowed are one or more of read, ingest, acknowledge, admin.")]
    [InlineData("--subject ann --scopes write", "--scopes is write; allowed are")]
    [InlineData("--subject ann --scopes read --days 0", "--days is 0; allowed are 1 to 3650.")]
    [InlineData("--subject ann --scopes read", "Auth:KeyFile is not set")]
    public async Task AWrongCallIsExit2(string arguments, string said)
    {
        var (code, output, error) = await CliProcess.RunAsync(_directory, ["token", .. arguments.Split(' ')]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpRefusesToServeOtherMachinesWithoutTokens()
    {
        var (code, _, error) = await CliProcess.RunAsync(
            _directory, ["up", "--port", "0"], new Dictionary<string, string> { ["STREAMPULSE_Address"] = "0.0.0.0" });

        Assert.Equal(2, code);
        Assert.Contains(
            "Auth:AllowAnonymousOnNetwork=true, which lets everybody who reaches the address read, post events and acknowledge alerts.",
            error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeShowsTheKeysPlaceAndNotTheKey()
    {
        await CliProcess.RunAsync(_directory, ["token", "--new-key", KeyFile]);

        var (code, output, error) = await CliProcess.RunAsync(
            _directory, ["describe"],
            new Dictionary<string, string>
            {
                ["STREAMPULSE_Auth__Mode"] = "jwt", ["STREAMPULSE_Auth__KeyFile"] = KeyFile, ["STREAMPULSE_TOKEN"] = "secret-word",
            });

        Assert.True(code == 0, error);
        Assert.Contains(KeyFile, output, StringComparison.Ordinal);
        Assert.DoesNotContain((await File.ReadAllTextAsync(KeyFile)).Trim(), output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", output, StringComparison.Ordinal);
    }

    private async Task<string> TokenAsync(string scopes, Dictionary<string, string> settings)
    {
        var (code, output, error) = await CliProcess.RunAsync(
            _directory, ["token", "--scopes", scopes, "--subject", "tester", "--days", "1"], settings);
        Assert.True(code == 0, error);
        return output.Trim();
    }
}
