using System.Globalization;

namespace StreamPulse.Cli.Tests;

/// <summary><c>import</c> beside a running <c>up</c>, which processes what is imported, and after it has ended.</summary>
public sealed class ImportIntoRunningTests
{
    private const int Lines = 200;
    private static readonly Dictionary<string, string> Quick = new() { ["STREAMPULSE_Engine__IdleTimeout"] = "00:00:01" };

    [Fact]
    public async Task WhileUpRuns_ItProcessesTheImport_AlsoAfterARestartOfPostgreSql_AndWithoutItTheImportDoes()
    {
        await using var instance = new InstanceDirectory();
        await using (var up = CliProcess.Start(instance.Path, Quick, "up", "--no-traffic", "--port", "0"))
        {
            var address = await up.WaitUpAsync();
            Assert.Contains("The running pipeline processes", await ImportAsync(instance, day: 1), StringComparison.Ordinal);

            await instance.RestartServerAsync();

            Assert.Contains("The running pipeline processes", await ImportAsync(instance, day: 2), StringComparison.Ordinal);
            await PipelineFigures.WaitForAllAsync(address, 2 * Lines, Lines, "2015-05-02T11:00:00Z");
            Assert.Equal(0, await up.StopAsync());
        }

        Assert.DoesNotContain("The running pipeline processes", await ImportAsync(instance, day: 3), StringComparison.Ordinal);
        Assert.Equal(3 * Lines, (await PipelineFigures.VerifyAsync(instance)).GetProperty("counted").GetInt64());
    }

    /// <returns>What it said on its way.</returns>
    private static async Task<string> ImportAsync(InstanceDirectory instance, int day)
    {
        var file = Path.Combine(instance.Path, string.Create(CultureInfo.InvariantCulture, $"{day}.log"));
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Lines).Select(line => string.Create(
            CultureInfo.InvariantCulture,
            $"""
            10.0.0.{line % 9} - - [{day:00}/May/2015:10:{line / 60:00}:{line % 60:00} +0000] "GET /{line % 7} HTTP/1.1" 200 10 "-" "curl/8"
            """)));
        var (code, output, error) = await CliProcess.RunAsync(instance.Path, ["import", file]);
        Assert.True(code == 0, error);
        Assert.Contains("200 counted, 0 late, 0 dead letters of 200 appended", output, StringComparison.Ordinal);
        return error;
    }
}
