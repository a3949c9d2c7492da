using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>Bad input never stops a partition: it becomes a dead letter with its reason, and the numbers add up.</summary>
public sealed class BadRecordTests
{
    private static readonly ContentDownloadEvent Good = TestEvent.Random(new Random(3), TestEvent.Origin);

    public static TheoryData<string, RejectionReason> BadEvents() => new()
    {
        { "empty event id", RejectionReason.EmptyEventId },
        { "empty content id", RejectionReason.EmptyContentId },
        { "empty region", RejectionReason.EmptyRegion },
        { "empty device", RejectionReason.EmptyDevice },
        { "empty status", RejectionReason.EmptyStatus },
        { "blank event id", RejectionReason.EmptyEventId },
        { "blank content id", RejectionReason.EmptyContentId },
        { "blank region", RejectionReason.EmptyRegion },
        { "blank device", RejectionReason.EmptyDevice },
        { "blank status", RejectionReason.EmptyStatus },
        { "1970", RejectionReason.EventTimeOutOfRange },
        { "9999", RejectionReason.EventTimeOutOfRange },
        { "10 minutes ahead", RejectionReason.EventTimeInFuture },
        { "speed NaN", RejectionReason.InvalidSpeed },
        { "speed negative", RejectionReason.InvalidSpeed },
        { "speed infinite", RejectionReason.InvalidSpeed },
        { "size negative", RejectionReason.InvalidSize },
        { "duration negative", RejectionReason.InvalidDuration },
        { "price NaN", RejectionReason.InvalidPrice },
        { "a megabyte of title", RejectionReason.FieldTooLong },
        { "a megabyte of content id", RejectionReason.FieldTooLong },
        { "U+0000 in the region", RejectionReason.InvalidText },
    };

    private static ContentDownloadEvent Make(string what) => what switch
    {
        "empty event id" => Good with { EventId = "" },
        "empty content id" => Good with { Content = Good.Content with { ContentId = "" } },
        "empty region" => Good with { UserContext = Good.UserContext with { Region = "" } },
        "empty device" => Good with { UserContext = Good.UserContext with { Device = "" } },
        "empty status" => Good with { Download = Good.Download with { Status = "" } },
        "blank event id" => Good with { EventId = "   " },
        "blank content id" => Good with { Content = Good.Content with { ContentId = "\t" } },
        "blank region" => Good with { UserContext = Good.UserContext with { Region = " \r\n" } },
        "blank device" => Good with { UserContext = Good.UserContext with { Device = "\v\f " } },
        "blank status" => Good with { Download = Good.Download with { Status = " " } },
        "1970" => Good with { EventTimeMs = 0 },
        "9999" => Good with { EventTimeMs = 253_370_764_800_000 },
        "10 minutes ahead" => Good with { EventTimeMs = TestEvent.Origin + 600_000 },
        "speed NaN" => Good with { Download = Good.Download with { SpeedMbps = float.NaN } },
        "speed negative" => Good with { Download = Good.Download with { SpeedMbps = -1 } },
        "speed infinite" => Good with { Download = Good.Download with { SpeedMbps = float.PositiveInfinity } },
        "size negative" => Good with { Content = Good.Content with { SizeMb = -1 } },
        "duration negative" => Good with { Download = Good.Download with { DurationSeconds = -1 } },
        "price NaN" => Good with { Content = Good.Content with { Price = float.NaN } },
        "a megabyte of title" => Good with { Content = Good.Content with { Title = new string('x', 1 << 20) } },
        "a megabyte of content id" => Good with { Content = Good.Content with { ContentId = new string('x', 1 << 20) } },
        "U+0000 in the region" => Good with { UserContext = Good.UserContext with { Region = "a\0b" } },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    [Theory]
    [MemberData(nameof(BadEvents))]
    public void ABadEventBecomesADeadLetterWithItsReasonAndItsBytes(string what, RejectionReason reason)
    {
        var aggregator = NewAggregator(new PipelineSettings());
        var bad = what == "empty event id" ? WithoutEventId() : TestEvent.Encode(Make(what));

        aggregator.Add(0, TestEvent.Origin, default, TestEvent.Encode(Good));
        aggregator.Add(1, TestEvent.Origin, "EU-London"u8, bad);
        aggregator.Add(2, TestEvent.Origin, default, TestEvent.Encode(Good));

        var update = aggregator.TakeUpdate();
        var letter = Assert.Single(update.DeadLetters);
        Assert.Equal(1, letter.Offset);
        Assert.Equal(what == "empty event id" ? RejectionReason.UnknownSchema : reason, letter.Reason);
        Assert.Equal(bad, letter.Payload);
        Assert.Equal("EU-London"u8, letter.Key);
        Assert.Equal(TestEvent.Origin, letter.IngestionTimeMs);
        Assert.Equal(new PartitionTotals(2, 0, 1), update.Totals);
        Assert.Equal(Good.EventTimeMs, update.MaxEventTimeMs);
    }

    /// <summary>A bare record with an empty event_id begins with 0, which means framing: it is refused as such.</summary>
    private static byte[] WithoutEventId() => TestEvent.Encode(Good with { EventId = "" });

    [Fact]
    public void ARecordWhoseSchemaHasToBeLookedForChangesNothing_AndIsWhatItWasWhenItIsReadAgain()
    {
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions { Learns = true });
        var aggregator = new PartitionAggregator(0, new PipelineSettings(), new AvroEventDecoder(schemas));
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        AvroEventWriter.WriteFramed(7, Good, output);
        var framed = output.WrittenSpan.ToArray();

        Assert.Equal(7, Assert.Throws<SchemaMissingException>(() => aggregator.Add(3, TestEvent.Origin, default, framed)).Id);
        Assert.Equal((0L, false, default), (aggregator.NextOffset, aggregator.HasChanges, aggregator.Totals));

        schemas.Learn(7, ContentDownloadSchema.Json);
        aggregator.Add(3, TestEvent.Origin, default, framed, earlier: EarlierVerdict.UnknownSchema);
        aggregator.Add(4, TestEvent.Origin, default, framed);
        Assert.Equal((1L, 1L, 3L), (aggregator.Totals.Counted, aggregator.Totals.DeadLettered, aggregator.Totals.Absent));
        Assert.Equal((3L, RejectionReason.UnknownSchema), aggregator.TakeUpdate().DeadLetters.Select(l => (l.Offset, l.Reason)).Single());
    }

    [Fact]
    public void AnEmptyEventIdInsideAFrameIsNamed()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        AvroEventWriter.WriteFramed(7, Good with { EventId = "" }, output);
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions
        {
            WriterSchemas = new Dictionary<SchemaId, string> { [7] = ContentDownloadSchema.Json },
        });
        var aggregator = new PartitionAggregator(0, new PipelineSettings(), new AvroEventDecoder(schemas));

        aggregator.Add(0, TestEvent.Origin, default, output.WrittenSpan);

        Assert.Equal(RejectionReason.EmptyEventId, Assert.Single(aggregator.TakeUpdate().DeadLetters).Reason);
    }

    [Fact]
    public void KeysBeyondTheBoundBecomeDeadLetters_AndKnownKeysGoOn()
    {
        var aggregator = NewAggregator(new PipelineSettings { MaxKeysPerWindow = 2 });
        foreach (var (id, offset) in new[] { "a", "b", "c", "a" }.Select((id, i) => (id, i)))
        {
            aggregator.Add(
                offset, TestEvent.Origin, default, TestEvent.Encode(Good with { Content = Good.Content with { ContentId = id } }));
        }

        var update = aggregator.TakeUpdate();

        Assert.Equal(RejectionReason.TooManyKeys, Assert.Single(update.DeadLetters).Reason);
        Assert.Equal(new PartitionTotals(3, 0, 1), update.Totals);
    }

    [Fact]
    public void EventsOfARetiredWindowAreLateOnes_WithThatReason()
    {
        var settings = new PipelineSettings();
        var retired = settings.Windows.StartOf(TestEvent.Origin);
        var aggregator = new PartitionAggregator(0, settings, new AvroEventDecoder(AvroSchemaSet.Default), start => start == retired);

        aggregator.Add(0, TestEvent.Origin, default, TestEvent.Encode(Good));

        var update = aggregator.TakeUpdate();
        Assert.Equal(LateReason.WindowRetired, Assert.Single(update.LateEvents).Reason);
        Assert.Equal(new PartitionTotals(0, 1, 0), update.Totals);
        Assert.Empty(update.Changed);
    }

    private static PartitionAggregator NewAggregator(PipelineSettings settings)
        => new(0, settings, new AvroEventDecoder(AvroSchemaSet.Default));
}
