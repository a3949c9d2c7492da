using System.Text;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>
/// Rows of an open window are kept until their key changes; whenever they are read, they equal the merge of the newest partials.
/// </summary>
public sealed class KeptRowsTests
{
    private readonly WindowMerger _merger = new(new PipelineSettings().Windows);

    [Fact]
    public void OnlyRowsOfChangedKeysAreMadeAgain()
    {
        Apply(0, 1, ("a", 1), ("b", 1));
        var before = Single().AllRows().Contents;
        Apply(1, 1, ("b", 5));
        var after = Single().AllRows().Contents;

        Assert.Same(before[0], after[0]);
        Assert.Equal([("a", 1L), ("b", 6L)], after.Select(static r => (r.ContentId, r.Total)));
    }

    [Fact]
    public void RowsOfAClosedWindowAreDueOnceForEachChange()
    {
        var window = new MergedWindow(new WindowRange(0, 60_000), WindowPhase.Closed);
        window.Offer(0, 1, Partial("a", 1));
        window.Offer(0, 1, Partial("b", 1));
        window.Offer(1, 1, Partial("b", 2));

        Assert.Equal([("a", 1L), ("b", 3L)], TakeRows(window));
        Assert.Empty(TakeRows(window));

        window.Offer(0, 2, Partial("a", 7));
        window.Offer(0, 1, Partial("b", 9)); // older than what is there

        Assert.Equal([("a", 7L)], TakeRows(window));
    }

    private MergedWindow Single() => Assert.Single(_merger.Windows);

    private static IEnumerable<(string, long)> TakeRows(MergedWindow window)
        => window.TakeChangedRows().Contents.Select(static r => (r.ContentId, r.Total)).Order();

    private void Apply(int partition, long offset, params (string Content, long Total)[] partials)
        => _merger.Apply(new PartitionUpdate(
            partition, offset, 0, default, [new WindowPartials(0, [.. partials.Select(static p => Partial(p.Content, p.Total))])], [], []));

    private static DownloadAccumulator Partial(string content, long total)
    {
        var partial = new DownloadAccumulator(AccumulatorKind.Content, new Utf8Key(Encoding.UTF8.GetBytes(content)));
        Assert.True(AvroEventReader.TryRead(TestEvent.Encode(TestEvent.Random(new Random(1), 0)), out var e));
        for (var i = 0; i < total; i++)
            partial.Add(new EventMeasures(e), e.Title);
        partial.Freeze();
        return partial;
    }
}
