using System.Text;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
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
        Assert.Equal(0, Single().StaleRows);
    }

    [Fact]
    public void RowsThatWereMadeAheadAndThenChangedAreDueAsTheyStand()
    {
        Apply(0, 1, ("a", 1), ("b", 1), ("c", 1));
        Single().PrepareRows(int.MaxValue);
        Apply(1, 1, ("b", 2));
        _merger.Advance(long.MaxValue);
        Apply(0, 2, ("c", 7), ("d", 1));

        Assert.Equal([("a", 1L), ("b", 3L), ("c", 7L), ("d", 1L)], TakeRows());
        Assert.False(Single().HasChanges);
        Apply(1, 2, ("a", 9));
        Assert.Equal([("a", 10L)], TakeRows());
    }

    [Fact]
    public void EachPartialIsTakenForTheStoreOnceAsItStands()
    {
        Apply(0, 1, ("a", 1), ("b", 1));
        Apply(0, 2, ("a", 2));
        Apply(1, 1, ("a", 3));
        Apply(0, 1, ("b", 9)); // older than what is there

        Assert.Equal([2L, 1L], Single().TakeUnstored(0).Select(static p => p.Total));
        Assert.Empty(Single().TakeUnstored(0));
        Assert.Equal([3L], Single().TakeUnstored(1).Select(static p => p.Total));
        Apply(0, 3, ("b", 4));
        Assert.Equal([4L], Single().TakeUnstored(0).Select(static p => p.Total));
    }

    private MergedWindow Single() => Assert.Single(_merger.Windows);

    private IEnumerable<(string, long)> TakeRows()
        => Single().TakeChangedRows().Contents.Select(static r => (r.ContentId, r.Total)).Order();

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
