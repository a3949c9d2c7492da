using System.Text.Json;
using System.Text.Json.Nodes;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Tests;

/// <summary>bench/plots reads the files by these names.</summary>
public sealed class BenchResultTests
{
    private static readonly BenchResult Result = new(
        "freshness", ["--rate", "100"], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 12.3456789, "abc+changes",
        new MachineFacts("processor", 2, 1024, "system", ".NET", "15"), new Conditions(0.5, 1, "1 2 3", "4 5 6"),
        [new { EventsPerSecond = 123456.789, DueToVisible = new LatencyFigures(1, 2, 3, 4, 5, 6, 7),
            ProcessorsBusy = new ProcessorsBusy(1, 2, 3), Nothing = (double?)null }]);

    [Fact]
    public async Task AFileHasAllOfIt()
    {
        var file = Path.Combine(Path.GetTempPath(), $"streampulse-bench-{Guid.NewGuid():N}", "result.json");
        await BenchReport.WriteAsync(Result, file);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse("""
            {
              "verb": "freshness", "arguments": ["--rate", "100"], "started_at": "2026-01-02T03:04:05+00:00",
              "seconds": 12.3457, "commit": "abc+changes",
              "machine": { "processor": "processor", "processors": 2, "memory_bytes": 1024,
                "operating_system": "system", "dotnet": ".NET", "postgresql": "15" },
              "conditions": { "others_before": 0.5, "others_after": 1, "load_before": "1 2 3", "load_after": "4 5 6" },
              "figures": [{
                "events_per_second": 123457,
                "due_to_visible": { "p50_ms": 1, "p90_ms": 2, "p99_ms": 3, "p999_ms": 4, "max_ms": 5, "count": 6, "samples": 7 },
                "processors_busy": { "self": 1, "postgresql": 2, "others": 3 },
                "nothing": null
              }]
            }
            """)), json?.ToJsonString());
    }

    [Fact]
    public async Task AReportHasWhatItWasTold()
    {
        var report = new BenchReport("verb", ["--option", "1"]) { Postgresql = "15.1" };
        report.Add(new { Run = 1 });
        report.Add(new { Run = 2 });
        var result = await report.EndAsync();
        Assert.Equal(("verb", "15.1", 2), (result.Verb, result.Machine.Postgresql, result.Figures.Count));
        Assert.True(result.Machine.Processors > 0 && result.Machine.MemoryBytes > 0 && result.Machine.OperatingSystem.Length > 0);
        Assert.InRange(result.Conditions.OthersAfter, 0, result.Machine.Processors + 0.5);
        Assert.Equal("""[{"run":1},{"run":2}]""",
            JsonSerializer.Serialize(result.Figures, new JsonSerializerOptions(BenchJson.Options) { WriteIndented = false }));
    }
}
