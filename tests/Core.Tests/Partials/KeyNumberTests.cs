using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>The numbers by which a window's keys are known beside their kind and text.</summary>
public sealed class KeyNumberTests
{
    private static readonly long Now = TestEvent.Origin + 300_000;

    [Fact]
    public void EveryKeyOfAWindow_HasANumberOfItsOwn_FromZeroOn_InEveryUpdateTheSame()
    {
        var random = new Random(7);
        var aggregator = NewAggregator();
        var numbers = new Dictionary<(long Window, AccumulatorKind Kind, string Key), int>();
        for (var offset = 0; offset < 4_000; offset++)
        {
            aggregator.Add(offset, Now, [], TestEvent.Encode(TestEvent.Random(random, TestEvent.Origin + (offset * 30))));
            if (offset % 97 != 0)
                continue;
            foreach (var (window, partial) in Partials(aggregator.TakeUpdate()))
            {
                var key = (window, partial.Kind, partial.Key.ToString());
                Assert.Equal(numbers.TryAdd(key, partial.Index) ? partial.Index : numbers[key], partial.Index);
            }
        }

        foreach (var (window, partial) in Partials(aggregator.TakeUpdate()))
            numbers.TryAdd((window, partial.Kind, partial.Key.ToString()), partial.Index);
        Assert.True(numbers.Keys.Select(static k => k.Window).Distinct().Count() > 1);
        foreach (var window in numbers.GroupBy(static n => n.Key.Window))
            Assert.Equal(Enumerable.Range(0, window.Count()), window.Select(static n => n.Value).Order());
    }

    [Fact]
    public void AfterARestore_NewKeysGoOnBehindTheOldOnes_AndAKeyThatIsThereTwiceIsRefused()
    {
        var first = NewAggregator();
        first.Add(0, Now, [], TestEvent.Encode(TestEvent.Random(new Random(1), TestEvent.Origin)));
        var update = first.TakeUpdate();
        var state = new PartitionState(0, 1, update.MaxEventTimeMs, update.Totals, update.Changed);

        var second = NewAggregator();
        second.Restore(state);
        for (var offset = 1; offset < 100; offset++)
            second.Add(offset, Now, [], TestEvent.Encode(TestEvent.Random(new Random(offset), TestEvent.Origin)));
        var numbers = Partials(second.TakeUpdate()).Concat(Partials(update))
            .DistinctBy(static p => (p.Window, p.Partial.Kind, p.Partial.Key))
            .ToLookup(static p => p.Window, static p => p.Partial.Index);
        Assert.All(numbers, static window => Assert.Equal(Enumerable.Range(0, window.Count()), window.Order()));

        Assert.Throws<ArgumentException>(() => second.Restore(state));
    }

    private static PartitionAggregator NewAggregator()
        => new(0, new PipelineSettings(), new AvroEventDecoder(AvroSchemaSet.Default));

    private static IEnumerable<(long Window, DownloadAccumulator Partial)> Partials(PartitionUpdate update)
        => update.Changed.SelectMany(static w => w.Partials.Select(p => (w.WindowStartMs, p)));
}
