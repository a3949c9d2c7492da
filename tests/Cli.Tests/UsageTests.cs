using System.Runtime.Versioning;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>What people type, and what they are told when it cannot work.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly string _directory = TestDirectory.Create();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task NoWordsShowShortHelp()
    {
        var (code, output, _) = await CliProcess.RunAsync(_directory, []);
        Assert.Equal(0, code);
        Assert.Contains("./streampulse up", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "dead-letters", "retry")]
    [InlineData("dead-letters", "retry", "-h")]
    public async Task HelpIsAVerb_AsWellAsAnOption(params string[] arguments)
    {
        var (code, output, error) = await CliProcess.RunAsync(_directory, arguments);
        Assert.Equal((0, ""), (code, error.Trim()));
        Assert.Contains("streampulse dead-letters retry", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VersionIsAVerb_AsWellAsAnOption()
    {
        var (code, output, _) = await CliProcess.RunAsync(_directory, ["version"]);
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", output);
        Assert.Equal(output, (await CliProcess.RunAsync(_directory, ["--version"])).Output);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("up", "--port", "abc")]
    [InlineData("generate", "--incident", "EU-London", "--to", "-")]
    [InlineData("generate", "--late", "7", "--to", "-")]
    [InlineData("generate", "--to", "kafka")]
    [InlineData("import", "absent.log", "--to", "kafka")]
    [InlineData("import", "absent.log", "--rejects", "file")]
    [InlineData("dead-letters", "retry")]
    public async Task AWrongCallIsExit2_WithOneLineThatNamesIt(params string[] arguments)
    {
        var (code, _, error) = await CliProcess.RunAsync(_directory, arguments);
        Assert.Equal(2, code);
        Assert.Contains("streampulse: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongConnectionString_IsExit3_AndSaysWhatToCheck()
    {
        var (code, _, error) = await CliProcess.RunAsync(
            _directory, ["verify"],
            new Dictionary<string, string>
            {
                ["STREAMPULSE_POSTGRES"] = "Host=127.0.0.1;Port=1;Username=nobody;Password=secret-word;Database=none",
            });
        Assert.Equal(3, code);
        Assert.Contains("STREAMPULSE_POSTGRES", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALookAtAMistypedDirectory_IsExit2_NamesIt_AndCreatesNothing()
    {
        var mistyped = Path.Combine(_directory, "mistyped");
        string[][] calls =
        [
            ["verify"], ["replay", "--dry-run"], ["psql"], ["dead-letters", "list"], ["dead-letters", "show", "1"],
            ["dead-letters", "retry", "1", "--yes"], ["describe", "--live"],
        ];
        var runs = await Task.WhenAll(calls.Select(call => CliProcess.RunAsync(_directory, [.. call, "--data", mistyped])));

        Assert.All(runs, run =>
        {
            Assert.Equal((2, ""), (run.Code, run.Output));
            Assert.Contains($"There is no StreamPulse data in '{mistyped}'", run.Error, StringComparison.Ordinal);
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Fact]
    public async Task DescribeHidesSecrets()
    {
        var (code, output, _) = await CliProcess.RunAsync(
            _directory, ["describe"], new Dictionary<string, string> { ["STREAMPULSE_POSTGRES"] = "Host=db;Password=secret-word" });
        Assert.Equal(0, code);
        Assert.Contains("Host=db", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeHidesWhatIsHiddenInOtherWords()
    {
        var (code, output, error) = await CliProcess.RunAsync(
            _directory, ["describe"],
            new Dictionary<string, string>
            {
                ["STREAMPULSE_POSTGRES"] = "Host=db;Options=-c app.key=secret-word;SSL Password=secret-word",
                ["STREAMPULSE_Schemas__Registry"] = "https://registry.example",
                ["STREAMPULSE_Schemas__RegistryUser"] = "somebody:secret-word",
                ["STREAMPULSE_Kafka__Properties__sasl_oauthbearer_token_endpoint_url"] = "https://me:secret-word@login.example/token",
            });
        Assert.True(code == 0, error);
        Assert.Contains("https://registry.example", output, StringComparison.Ordinal);
        Assert.Contains("https://***@login.example/token", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", output + error, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task AFileWithASecretThatEverybodyCanReadIsNamed()
    {
        var files = new[] { "postgres", "properties", "token", "ticket" }.ToDictionary(
            static name => name, name => Path.Combine(_directory, name));
        foreach (var path in files.Values)
            await File.WriteAllTextAsync(path, path == files["properties"] ? "sasl.password=x\n" : new string('x', 40));
        var settings = new Dictionary<string, string>
        {
            ["STREAMPULSE_POSTGRES_FILE"] = files["postgres"], ["STREAMPULSE_Kafka__PropertiesFile"] = files["properties"],
            ["STREAMPULSE_TOKEN_FILE"] = files["token"], ["STREAMPULSE_Auth__TicketKeyFile"] = files["ticket"],
        };
        await File.WriteAllTextAsync(files["postgres"], "Host=db");
        File.SetUnixFileMode(_directory, File.GetUnixFileMode(_directory) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        foreach (var path in files.Values)
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.SetUnixFileMode(files["ticket"], UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var (code, _, error) = await CliProcess.RunAsync(_directory, ["describe"], settings);

        Assert.True(code == 0, error);
        Assert.Equal(
            new[] { "postgres", "token", "properties" }.Select(name =>
                $"Warning: {files[name]} holds a secret and every account of this machine can read it (mode 604); run chmod 600 "
                + files[name]),
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task DescribeHidesSecretsOfTheKafkaClient_AndTakesNamesWithUnderscores()
    {
        var (code, output, error) = await CliProcess.RunAsync(
            _directory,
            ["describe", "--kafka", "broker:9092", "--topic", "events"],
            new Dictionary<string, string>
            {
                ["STREAMPULSE_Kafka__Properties__sasl_username"] = "somebody",
                ["STREAMPULSE_Kafka__Properties__sasl.password"] = "secret-word",
                ["STREAMPULSE_Kafka__Properties__sasl_oauthbearer_client_secret"] = "secret-word",
                ["STREAMPULSE_Kafka__Properties__ssl_key_password"] = "secret-word",
                ["STREAMPULSE_Kafka__Properties__ssl_key_pem"] = "secret-word",
                ["STREAMPULSE_Kafka__Properties__sasl_oauthbearer_config"] = "secret-word",
                ["STREAMPULSE_Kafka__Properties__consumer_sasl_jaas_config"] = "secret-word",
            });
        Assert.True(code == 0, error);
        Assert.Contains("\"sasl.username\": \"somebody\"", output, StringComparison.Ordinal);
        Assert.Contains("\"sasl.oauthbearer.client.secret\": \"***\"", output, StringComparison.Ordinal);
        Assert.Contains("\"topic\": \"events\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongClientProperty_IsExit2_AndNamed()
    {
        var (code, _, error) = await CliProcess.RunAsync(
            _directory, ["generate", "--to", "kafka", "--kafka", "127.0.0.1:1"],
            new Dictionary<string, string> { ["STREAMPULSE_Kafka__Properties__no_such_property"] = "1" });
        Assert.Equal(2, code);
        Assert.Contains("no.such.property", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASettingOutOfRange_IsNamedWithItsRange()
    {
        var (code, _, error) = await CliProcess.RunAsync(
            _directory, ["describe"], new Dictionary<string, string> { ["STREAMPULSE_Pipeline__WindowSize"] = "00:00:00.5" });
        Assert.Equal(2, code);
        Assert.Contains("Pipeline:WindowSize is 00:00:00.5000000; allowed are 00:00:01 to 1.00:00:00", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("avro")]
    public async Task TheSameSeedGivesTheSameBytes(string format)
    {
        var hashes = new List<string>();
        foreach (var seed in new[] { "7", "7", "8" })
        {
            var file = Path.Combine(_directory, $"{format}-{hashes.Count}");
            var (code, _, error) = await CliProcess.RunAsync(
                _directory, ["generate", "--events", "2000", "--seed", seed, "--format", format, "--to", file, "--out-of-order", "0.1"]);
            Assert.True(code == 0, error);
            hashes.Add(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file))));
        }

        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public async Task APortInUse_IsExit3_AndSaysWhatToDo()
    {
        await using var instance = new InstanceDirectory();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var (code, _, error) = await CliProcess.RunAsync(instance.Path, ["up", "--port", port, "--no-traffic"]);

        Assert.Equal(3, code);
        Assert.Contains($"Port {port} is in use", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
