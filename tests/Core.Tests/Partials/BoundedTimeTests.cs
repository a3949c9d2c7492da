using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>The watermark of a partition follows event time, but never beyond the clock of the log: no producer can move it.</summary>
public sealed class BoundedTimeTests
{
    private const long Second = 1_000;
    private static readonly long Now = TestEvent.Origin;

    private static readonly ContentDownloadEvent Any = TestEvent.Random(new Random(5), Now);

    private readonly PartitionAggregator _aggregator = NewAggregator(new PipelineSettings { AllowedLateness = TimeSpan.Zero });
    private long _offset;

    [Fact]
    public void AnEventFromAFastClockMakesNoOtherLate()
    {
        Add(Now + (295 * Second), takenAtMs: Now);
        Add(Now - (200 * Second), takenAtMs: Now + Second);
        Add(Now, takenAtMs: Now + Second);

        Assert.Equal(new PartitionTotals(2, 1, 0), _aggregator.Totals); // the second is minutes behind, and no lateness is allowed
        Assert.Equal(Now - (5 * Second), _aggregator.WatermarkMs);
        Assert.Equal(Now + (295 * Second), _aggregator.MaxEventTimeMs);
    }

    [Fact]
    public void WhereTheLogDoesNotSayWhenItTookARecord_ItsEventTimeStandsForItself()
    {
        Add(Now + (295 * Second), takenAtMs: Now, isFirstReading: true);

        Assert.Equal(Now + (295 * Second), _aggregator.MaxBoundedTimeMs);
        Assert.False(_aggregator.IsAheadOf(Now, isFirstReading: true)); // that is no sign of a clock that was set back
        Assert.True(_aggregator.IsAheadOf(Now - (60 * Second), isFirstReading: true));
    }

    [Fact]
    public void TheClockWasSetBackWhereAnEventOfThatVeryTimeWouldBeLate()
    {
        Add(Now, takenAtMs: Now);

        Assert.False(_aggregator.IsAheadOf(Now - (5 * Second), isFirstReading: false));
        Assert.True(_aggregator.IsAheadOf(Now - (5 * Second) - 1, isFirstReading: false));

        _aggregator.SetBack(Now - 86_400_000);
        Add(Now - 86_400_000, takenAtMs: Now - 86_400_000);
        Assert.Equal(new PartitionTotals(2, 0, 0), _aggregator.Totals);
    }

    [Fact]
    public void RecordsThatAnEarlierVersionReadAreJudgedByTheirEventTime()
    {
        var aggregator = NewAggregator(new PipelineSettings(), boundedFromOffset: 1);
        aggregator.Add(0, Now, default, TestEvent.Encode(Any with { EventTimeMs = Now + (100 * Second) }));
        Assert.Equal(Now + (100 * Second), aggregator.MaxBoundedTimeMs);

        aggregator.Add(1, Now, default, TestEvent.Encode(Any with { EventTimeMs = Now + (200 * Second) }));
        Assert.Equal(Now + (100 * Second), aggregator.MaxBoundedTimeMs);
    }

    private void Add(long eventTimeMs, long takenAtMs, bool isFirstReading = false)
        => _aggregator.Add(
            _offset++, takenAtMs, default, TestEvent.Encode(Any with { EventTimeMs = eventTimeMs }), isFirstReading: isFirstReading);

    private static PartitionAggregator NewAggregator(PipelineSettings settings, long boundedFromOffset = 0)
        => new(0, settings, new AvroEventDecoder(AvroSchemaSet.Default)) { BoundedFromOffset = boundedFromOffset };
}
