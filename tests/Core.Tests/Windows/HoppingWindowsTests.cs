using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Tests.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Windows;

public sealed class HoppingWindowsTests
{
    private const long Minute = 60_000;

    private static readonly HoppingWindows FiveByOne = new(5 * Minute, Minute);

    [Theory]
    [InlineData(0, 60_000)]
    [InlineData(90_000, 60_000)]
    [InlineData(60_000, 0)]
    public void ASizeThatIsNoMultipleOfTheSlideIsRefused(long size, long slide)
        => Assert.Throws<ArgumentException>(() => new HoppingWindows(size, slide));

    [Fact]
    public void TheLatestCompleteWindowEndsWithTheLastPaneThatHasEnded()
    {
        var watermark = TestEvent.Origin + (7 * Minute) + 12_345;
        Assert.Equal(
            new WindowRange(TestEvent.Origin + (2 * Minute), TestEvent.Origin + (7 * Minute)), FiveByOne.LatestComplete(watermark));
    }

    [Fact]
    public void AWindowMergedFromPanesEqualsOneCountedDirectly()
        => Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var events = Enumerable.Range(0, 300).Select(_ => TestEvent.Random(random, TestEvent.Origin + random.NextInt64(8 * Minute)))
                .ToList();
            var window = new WindowRange(TestEvent.Origin + (2 * Minute), TestEvent.Origin + (7 * Minute));

            var panes = Aggregate(events, Minute)
                .Select(w => (w.WindowStartMs, w.Partials.Where(p => p.Kind == Core.Accumulators.AccumulatorKind.Content)));
            var merged = HoppingMerge.Merge(window, panes);

            var inWindow = events.Where(e => e.EventTimeMs >= window.StartMs && e.EventTimeMs < window.EndMs);
            var direct = Aggregate(inWindow, 60 * Minute).SelectMany(w => w.Partials)
                .Where(p => p.Kind == Core.Accumulators.AccumulatorKind.Content);
            Assert.Equal(
                direct.Select(a => Core.Accumulators.RowBuilder.Content(a, window)).OrderBy(r => r.ContentId, StringComparer.Ordinal),
                merged.Values.Select(a => Core.Accumulators.RowBuilder.Content(a, window))
                    .OrderBy(r => r.ContentId, StringComparer.Ordinal));
        }));

    private static IReadOnlyList<WindowPartials> Aggregate(IEnumerable<Core.Events.ContentDownloadEvent> events, long windowMs)
    {
        var settings = new PipelineSettings { WindowSize = TimeSpan.FromMilliseconds(windowMs), AllowedLateness = TimeSpan.FromHours(1) };
        var aggregator = new PartitionAggregator(0, settings, new AvroEventDecoder(AvroSchemaSet.Default));
        foreach (var e in events)
            aggregator.Add(aggregator.NextOffset, TestEvent.Origin + (60 * Minute), default, TestEvent.Encode(e));
        return aggregator.TakeUpdate().Changed;
    }
}
