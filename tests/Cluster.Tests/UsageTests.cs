using System.Net;
using System.Net.Sockets;
using StreamPulse.Cli.Tests;

namespace StreamPulse.Cluster.Tests;

/// <summary>Calls of the verb that cannot work.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("17")]
    public async Task ANumberOfSilosOutOfRange_IsExit2(string silos)
    {
        await using var instance = new InstanceDirectory();
        var (code, _, error) = await CliProcess.RunAsync(instance.Path, ["cluster", "--silos", silos]);
        Assert.Equal(2, code);
        Assert.Contains($"--silos is {silos}; allowed are 1 to 16", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARestartThatIsTooSoon_IsExit2()
    {
        await using var instance = new InstanceDirectory();
        var (code, _, error) = await CliProcess.RunAsync(instance.Path, ["cluster", "--restart-after", "0"]);
        Assert.Equal(2, code);
        Assert.Contains("--restart-after is 0; allowed are 0.1 to 30 seconds", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APortInUse_IsExit3()
    {
        await using var instance = new InstanceDirectory();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (code, _, error) = await CliProcess.RunAsync(instance.Path, ["cluster", "--port", port]);
        Assert.Equal(3, code);
        Assert.Contains($"Port {port} is in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASiloThatCannotStart_IsSaidWithTheEndOfItsLog()
    {
        await using var instance = new InstanceDirectory();
        var file = Path.Combine(instance.Path, "one.log");
        await File.WriteAllTextAsync(file, "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 10 \"-\" \"curl/8\"\n");
        var imported = await CliProcess.RunAsync(instance.Path, ["import", file]);
        Assert.True(imported.Code == 0, imported.Error);
        var (code, _, error) = await CliProcess.RunAsync(
            instance.Path, ["cluster", "--silos", "1", "--port", "0"],
            new Dictionary<string, string> { ["STREAMPULSE_Pipeline__WindowSize"] = "00:00:30" }); // its rows are of a minute each
        Assert.Equal(2, code);
        Assert.Contains("silo 1 ended with exit code 2 before it was ready", error, StringComparison.Ordinal);
        Assert.Contains("WindowSize", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongSettingOfTheSilos_IsExit2_BeforeAnythingIsStarted()
    {
        await using var instance = new InstanceDirectory();
        var (code, output, error) = await CliProcess.RunAsync(
            instance.Path, ["cluster", "--silos", "1", "--port", "0"],
            new Dictionary<string, string> { ["STREAMPULSE_Engine__IdleTimeout"] = "00:00:00" });
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Engine:IdleTimeout is 00:00:00", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(instance.Path));
    }
}
