using BenchmarkDotNet.Attributes;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Stages;

/// <summary>
/// Time per event from Avro bytes to open windows, all kinds of keys, on one core: half a million events make one window of one partition,
/// as at 50,000 events/s on six partitions. Collections that the work causes are part of the time.
/// </summary>
[MemoryDiagnoser]
[InProcessJob(4, 10, 1)]
public class AggregateBenchmarks
{
    private const int EventCount = 500_000;

    private WindowFill? _fill;

    /// <summary>Contents by Zipf's law; 0: the default four at 50, 30, 15 and 5 %.</summary>
    [Params(0, 1_000, 10_000, 100_000)]
    public int Contents { get; set; }

    [GlobalSetup]
    public void Setup() => _fill = new WindowFill(Contents, EventCount);

    [IterationSetup]
    public void MoveOn() => _fill!.MoveOn();

    /// <summary>Changes are taken once, at the end.</summary>
    [Benchmark(OperationsPerInvoke = EventCount)]
    public long Aggregate() => _fill!.Fill(EventCount);

    /// <summary>
    /// Changes are taken every 20,000 events, as an engine that catches up at a million events/s and core does every 20 ms.
    /// </summary>
    [Benchmark(OperationsPerInvoke = EventCount)]
    public long AggregateAndTakeUpdates() => _fill!.Fill(20_000);
}
