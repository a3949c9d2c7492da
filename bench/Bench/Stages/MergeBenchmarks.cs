using System.Text;
using BenchmarkDotNet.Attributes;
using StreamPulse.Bench.Events;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Stages;

/// <summary>
/// Time per partial of merging one window of 10,000 contents, each with 20 events in each of six partitions, and time per row made from it.
/// </summary>
[MemoryDiagnoser]
[InProcessJob(4, 10, 4)]
public class MergeBenchmarks
{
    private const int Keys = 10_000;
    private const int Partitions = 6;
    private const int EventsPerPartial = 20;
    private const long WindowStartMs = 1_760_000_040_000;

    private readonly TumblingWindows _windows = new PipelineSettings().Windows;
    private readonly List<PartitionUpdate> _first = [];
    private MergedWindow? _window;
    private WindowMerger? _full;
    private long _offset;

    [GlobalSetup]
    public void Setup()
    {
        var events = EncodedEvents.Generate(new GeneratorOptions(), 50_000);
        var at = 0;
        for (var partition = 0; partition < Partitions; partition++)
        {
            var partials = Enumerable.Range(0, Keys).Select(key => Partial(events, key, ref at)).ToList();
            _first.Add(Update(partition, 1, partials));
        }

        _full = new WindowMerger(_windows);
        foreach (var update in _first)
            _full.Apply(update);
        // An open window keeps its rows, and asking again would make none.
        _window = new MergedWindow(_full.Windows.Single().Range, WindowPhase.Closed);
        foreach (var update in _first)
        {
            foreach (var partial in update.Changed.SelectMany(static w => w.Partials))
                _window.Offer(update.Partition, update.NextOffset, partial);
        }

        _offset = 2;
    }

    /// <summary>Partials of keys that are new to the window.</summary>
    [Benchmark(OperationsPerInvoke = Keys * Partitions)]
    public WindowMerger ApplyNewKeys()
    {
        var merger = new WindowMerger(_windows);
        foreach (var update in _first)
            merger.Apply(update);
        return merger;
    }

    /// <summary>Newer partials of keys that are there.</summary>
    [Benchmark(OperationsPerInvoke = Keys * Partitions)]
    public void ApplyNewerPartials()
    {
        _offset++;
        foreach (var update in _first)
            _full!.Apply(update with { NextOffset = _offset });
    }

    /// <summary>The merge over six partitions with its quantiles and its estimate of users, per content.</summary>
    [Benchmark(OperationsPerInvoke = Keys)]
    public int MakeRows() => _window!.AllRows().Contents.Count;

    private static PartitionUpdate Update(int partition, long nextOffset, List<DownloadAccumulator> partials)
        => new(partition, nextOffset, WindowStartMs, default, [new WindowPartials(WindowStartMs, partials)], [], []);

    private static DownloadAccumulator Partial(EncodedEvents events, int key, ref int at)
    {
        var partial = new DownloadAccumulator(AccumulatorKind.Content, new Utf8Key(Encoding.UTF8.GetBytes($"content_{key}")));
        for (var i = 0; i < EventsPerPartial; i++)
        {
            AvroEventReader.TryRead(events[at++ % events.Count], out var e);
            partial.Add(new EventMeasures(e), e.Title);
        }

        partial.Freeze();
        return partial;
    }
}
