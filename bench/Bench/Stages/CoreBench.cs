using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Stages;

/// <summary>The benchmarks of BenchmarkDotNet, which prints its own tables; the JSON file has a line for each benchmark.</summary>
internal static class CoreBench
{
    public static Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
        => RunAsync(
            report, [typeof(DecodeBenchmarks), typeof(AggregateBenchmarks), typeof(MergeBenchmarks), typeof(SketchBenchmarks),
                typeof(AvroReadBenchmarks)],
            arguments.IsEmpty ? ["--filter", "*"] : arguments.ToArray());

    public static Task RunLogAsync(BenchReport report, ReadOnlyMemory<string> arguments)
        => RunAsync(report, [typeof(LogBenchmarks)], ["--filter", "*", .. arguments.Span]);

    private static Task RunAsync(BenchReport report, Type[] types, string[] arguments)
    {
        var before = Usage.Now(postmasterId: 0);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var summaries = BenchmarkSwitcher.FromTypes(types).Run(arguments).ToList();
        var others = (Usage.Now(postmasterId: 0) - before).Busy(System.Diagnostics.Stopwatch.GetElapsedTime(started)).Others;
        foreach (var benchmark in summaries.SelectMany(static s => s.Reports))
            report.Add(Figures(benchmark, others));
        if (summaries.Count == 0 || summaries.Any(static s => s.HasCriticalValidationErrors || s.Reports.Any(static r => !r.Success)))
            throw new InvalidOperationException("BenchmarkDotNet did not run all of it; see above.");
        return Task.CompletedTask;
    }

    private static object Figures(BenchmarkReport benchmark, double others)
    {
        var parameters = benchmark.BenchmarkCase.Parameters.Items.ToDictionary(static p => p.Name, static p => p.Value);
        var descriptor = benchmark.BenchmarkCase.Descriptor;
        return new
        {
            Stage = $"{descriptor.Type.Name.Replace("Benchmarks", "", StringComparison.Ordinal)}.{descriptor.WorkloadMethod.Name}",
            Contents = parameters.TryGetValue("Contents", out var contents) ? contents is 0 ? 4 : contents : null,
            MeanNanoseconds = benchmark.ResultStatistics?.Mean,
            DeviationNanoseconds = benchmark.ResultStatistics?.StandardDeviation,
            PerSecond = 1e9 / benchmark.ResultStatistics?.Mean,
            AllocatedBytes = benchmark.GcStats.GetBytesAllocatedPerOperation(benchmark.BenchmarkCase),
            Others = others,
        };
    }
}
