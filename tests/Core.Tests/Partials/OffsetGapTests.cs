using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>Offsets of a log need not be contiguous, and records can be lost: every offset of a prefix is accounted for.</summary>
public sealed class OffsetGapTests
{
    private static readonly byte[] Event = TestEvent.Encode(TestEvent.Random(new Random(3), TestEvent.Origin));

    [Fact]
    public void OffsetsWithoutARecordAreAbsent_ExceptAfterTheLastRecord()
    {
        var aggregator = StartAt(100);
        foreach (var offset in new[] { 102, 103, 110 })
            aggregator.Add(offset, TestEvent.Origin, default, Event);

        Assert.Equal(111, aggregator.NextOffset);
        Assert.Equal(new PartitionTotals(3, 0, 0, Absent: 8), aggregator.Totals);
        Assert.Equal(aggregator.NextOffset - 100, aggregator.Totals.Sum);
    }

    [Fact]
    public void ARepeatedRecordMakesNothingAbsent()
    {
        var aggregator = StartAt(0);
        foreach (var offset in new[] { 5, 2, 5, 6 })
            aggregator.Add(offset, TestEvent.Origin, default, Event);

        Assert.Equal(new PartitionTotals(2, 0, 0, Absent: 5), aggregator.Totals);
    }

    [Fact]
    public void LostRecordsAreMissing_AndTheGapIsToldOnce()
    {
        var aggregator = StartAt(0);
        aggregator.Add(0, TestEvent.Origin, default, Event);
        aggregator.TakeUpdate();

        aggregator.SkipTo(50);
        aggregator.Add(51, TestEvent.Origin, default, Event);

        var update = aggregator.TakeUpdate();
        Assert.Equal(new LogGap(1, 50, TestEvent.Origin, new PartitionTotals(1, 0, 0, 0, Missing: 49)), Assert.Single(update.Gaps));
        Assert.Equal(new PartitionTotals(2, 0, 0, Absent: 1, Missing: 49), update.Totals);
        Assert.Equal(update.NextOffset, update.Totals.Sum);
        Assert.Empty(aggregator.TakeUpdate().Gaps);
    }

    [Fact]
    public void TotalsGoOnFromACheckpoint()
    {
        var aggregator = StartAt(7, new PartitionTotals(1, 2, 3, 4, 5));

        aggregator.Add(9, TestEvent.Origin, default, Event);

        Assert.Equal(new PartitionTotals(2, 2, 3, 6, 5), aggregator.Totals);
    }

    private static PartitionAggregator StartAt(long offset, PartitionTotals totals = default)
    {
        var aggregator = new PartitionAggregator(0, new PipelineSettings(), new AvroEventDecoder(AvroSchemaSet.Default));
        aggregator.Restore(new PartitionState(0, offset, Watermark.None, totals, []));
        return aggregator;
    }
}
