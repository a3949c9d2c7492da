using System.Buffers;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>
/// Runs partitions through aggregators and a merger under faults: updates are cut at random places, repeated, delivered late and out of
/// order, aggregators crash and resume from an encoded checkpoint, and rows are read in between.
/// </summary>
internal sealed class PipelineModel(PipelineSettings settings, int seed, double crashRate)
{
    private readonly Random _random = new(seed);
    private readonly WindowMerger _merger = new(settings.Windows);
    private readonly List<PartitionUpdate> _inFlight = [];

    public PartitionTotals Totals { get; private set; }

    /// <summary>The rows of all windows after every partition has been read to its end.</summary>
    public SortedDictionary<string, string> Run(IReadOnlyList<IReadOnlyList<ContentDownloadEvent>> partitions)
    {
        for (var p = 0; p < partitions.Count; p++)
            RunPartition(p, [.. partitions[p].Select(TestEvent.Encode)]);
        while (_inFlight.Count > 0)
            Deliver();
        return PlainRecount.Of(_merger.Windows.Select(w => w.AllRows()));
    }

    private void RunPartition(int partition, byte[][] records)
    {
        var checkpoint = new PartitionState(partition, 0, Watermark.None, default, []);
        var kept = new SortedDictionary<(long, AccumulatorKind, string), DownloadAccumulator>();
        var aggregator = Start(checkpoint);
        while (aggregator.NextOffset < records.Length)
        {
            aggregator.Add(aggregator.NextOffset, TestEvent.Origin + 100_000_000, default, records[aggregator.NextOffset]);
            if (_random.Next(10) == 0)
            {
                var update = aggregator.TakeUpdate();
                _inFlight.Add(update);
                if (_random.Next(3) == 0)
                    _inFlight.Add(update);
                foreach (var window in update.Changed)
                {
                    foreach (var partial in window.Partials)
                        kept[(window.WindowStartMs, partial.Kind, partial.Key.ToString())] = partial;
                }

                checkpoint = new PartitionState(partition, update.NextOffset, update.MaxEventTimeMs, update.Totals, Windows(kept));
            }

            if (_random.NextDouble() < crashRate)
                aggregator = Start(checkpoint);
            while (_inFlight.Count > 0 && _random.Next(3) == 0)
                Deliver();
        }

        _inFlight.Add(aggregator.TakeUpdate());
        Totals = new PartitionTotals(
            Totals.Counted + aggregator.Totals.Counted, Totals.Late + aggregator.Totals.Late, Totals.DeadLettered
                + aggregator.Totals.DeadLettered);
    }

    private PartitionAggregator Start(PartitionState checkpoint)
    {
        var aggregator = new PartitionAggregator(checkpoint.Partition, settings, new AvroEventDecoder(AvroSchemaSet.Default));
        aggregator.Restore(checkpoint);
        return aggregator;
    }

    private void Deliver()
    {
        var at = _random.Next(_inFlight.Count);
        _merger.Apply(_inFlight[at]);
        _inFlight.RemoveAt(at);
        if (_random.Next(3) == 0)
            _ = _merger.Windows.Select(static w => w.AllRows()).ToList();
    }

    private static List<WindowPartials> Windows(SortedDictionary<(long, AccumulatorKind, string), DownloadAccumulator> kept)
        => [.. kept.GroupBy(k => k.Key.Item1).Select(g => new WindowPartials(g.Key, [.. g.Select(k => ThroughBytes(k.Value))]))];

    private static DownloadAccumulator ThroughBytes(DownloadAccumulator accumulator)
    {
        var output = new ArrayBufferWriter<byte>();
        AccumulatorCodec.Write(accumulator, output);
        var bytes = output.WrittenSpan;
        return AccumulatorCodec.Read(ref bytes, new Utf8KeyInterner());
    }
}
