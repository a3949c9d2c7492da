using System.Diagnostics;
using System.Text.Json;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Memory;

/// <summary>
/// Memory of a silo by number of contents: one window that holds all of them, and twelve, of which eleven are within the allowed
/// lateness and stay in memory. Each measurement is a process of its own that does nothing else.
/// </summary>
internal static class MemoryBench
{
    /// <summary>Half of them by Zipf's law, half evenly, so that nearly every content occurs in every window.</summary>
    private const int EventsPerContent = 10;

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--contents", "--windows");
        long[] contents = options.Get("--contents", 0) is > 0 and var one ? [one] : [1_000, 10_000, 100_000];
        long[] windows = options.Get("--windows", 0) is > 0 and var some ? [some] : [1, 12];
        foreach (var count in windows)
        {
            foreach (var keys in contents)
                await MeasureAsync(report, (int)keys, (int)count);
        }
    }

    private static async Task MeasureAsync(BenchReport report, int contents, int windows)
    {
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        var events = (long)contents * EventsPerContent * windows;
        var options = new GeneratorOptions { Contents = contents, EventsPerSecond = contents * EventsPerContent / 2 / 60.0 };
        var popular = new DownloadGenerator(options);
        var even = new DownloadGenerator(options with { ZipfExponent = 0 });
        for (var window = 0; window < windows; window++)
        {
            await LogFill.AppendAsync(pipeline.Log, EncodedEvents.Generate(popular, contents * EventsPerContent / 2));
            await LogFill.AppendAsync(pipeline.Log, EncodedEvents.Generate(even, contents * EventsPerContent / 2));
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(MemoryBench).Assembly.Location, MemoryProbe.Verb])
        {
            Environment = { [MemoryProbe.PostgresVariable] = pipeline.ConnectionString }, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The measuring process did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The measuring process ended with {process.ExitCode}.");
        var memory = JsonSerializer.Deserialize<MemoryFigures>(output)
            ?? throw new InvalidOperationException("The measuring process told nothing.");
        report.Add(new { Contents = contents, Windows = windows, Events = events, Memory = memory });
        report.Say($"{contents:N0} contents, {windows} windows, {events:N0} events; open: {memory.OpenWindows} with "
            + $"{memory.OpenContents:N0} contents");
        report.Say($"  managed heap {memory.HeapBytes / 1e6:F1} MB (of which {memory.HeapBytesBefore / 1e6:F1} MB before the start); "
            + $"working set {memory.WorkingSetBytes / 1e6:F0} MB at the end, {memory.WorkingSetBytesSettled / 1e6:F0} MB after a full "
            + $"collection, {memory.WorkingSetBytesMax / 1e6:F0} MB at the most");
    }
}
