using System.Text.Json;
using StreamPulse.Chaos.Target;

namespace StreamPulse.Chaos.Measure;

/// <summary>What <c>verify</c> found.</summary>
internal sealed record RecountResult(long Records, long Counted, long Late, long DeadLettered, long Windows, long Rows, long Differences);

/// <summary>Runs <c>verify</c>, which counts the log by another road and compares every row.</summary>
internal static class Recount
{
    /// <exception cref="ChaosException">It gave no report.</exception>
    public static async Task<RecountResult> RunAsync(ChaosOptions options, string connectionString, string? brokers)
    {
        var environment = new Dictionary<string, string>
        {
            ["STREAMPULSE_POSTGRES"] = connectionString,
            ["STREAMPULSE_DATA"] = options.Directory,
        };
        if (brokers is not null)
            environment["STREAMPULSE_Kafka__BootstrapServers"] = brokers;
        var verify = ProgramProcess.Start(["verify", "--json", "--quiet"], environment);
        await verify.Ended;
        try
        {
            using var report = JsonDocument.Parse(verify.Output);
            return new RecountResult(
                Number("records"), Number("counted"), Number("late"), Number("dead_lettered"), Number("windows_compared"),
                Number("rows_compared"), Number("difference_count"));

            long Number(string name) => report.RootElement.GetProperty(name).GetInt64();
        }
        catch (JsonException)
        {
            throw new ChaosException($"verify gave no report:{Environment.NewLine}{verify.Tail}");
        }
    }
}
