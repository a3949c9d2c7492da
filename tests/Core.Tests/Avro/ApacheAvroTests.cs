using Avro.File;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>What Apache's implementation writes with evolved schemas is read as it was meant.</summary>
public sealed class ApacheAvroTests
{
    private static readonly List<ContentDownloadEvent> Events = [AvroTesting.Sample, .. RandomEvents.Many(seed: 13, count: 200)
        .Select(e => e with { EventTimeMs = 1_760_000_000_000 + (e.EventTimeMs % 100_000_000) })];

    public static TheoryData<string, string> Evolutions() => new()
    {
        { "{ \"name\": \"user_id\",", "{ \"name\": \"language\", \"type\": \"string\" }, { \"name\": \"user_id\"," },
        { "{ \"name\": \"event_id\",",
            "{ \"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null }, { \"name\": \"event_id\"," },
        { "\"logicalType\": \"timestamp-millis\"", "\"logicalType\": \"timestamp-micros\"" },
        { "\"timestamp\", \"type\": { \"type\": \"long\", \"logicalType\": \"timestamp-millis\" }",
            "\"timestamp\", \"type\": [\"null\", { \"type\": \"long\", \"logicalType\": \"timestamp-micros\" }]" },
        { "{ \"name\": \"title\", \"type\": \"string\"", "{ \"name\": \"title\", \"type\": [\"string\", \"null\"]" },
        { "{ \"name\": \"size_mb\", \"type\": \"int\"", "{ \"name\": \"size_mb\", \"type\": [\"null\", \"int\"]" },
    };

    [Theory]
    [MemberData(nameof(Evolutions))]
    public void Records_of_an_evolved_schema_are_read(string part, string replacement)
    {
        var schema = AvroTesting.SchemaWith(part, replacement);
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions { BareWriterSchema = schema, AcceptFraming = false });
        var hot = new AvroEventDecoder(schemas);
        var generic = new GenericEventDecoder(schemas);
        foreach (var e in Events)
        {
            var value = ApacheAvro.Write(ApacheAvro.Record(schema, e, ("language", "fr"), ("note", null)));
            Assert.Equal(RejectionReason.None, hot.TryDecode(value, out var view));
            AvroTesting.AssertEqual(e, EventViews.ToEvent(view));
            Assert.Equal(RejectionReason.None, generic.TryDecode(value, out var read));
            AvroTesting.AssertEqual(e, read);
        }
    }

    [Theory]
    [InlineData(Codec.Type.Null)]
    [InlineData(Codec.Type.Deflate)]
    public void A_record_with_a_null_takes_no_other_of_its_block_along(Codec.Type codec)
    {
        var schema = AvroTesting.SchemaWith(
            "{ \"name\": \"user_id\", \"type\": \"string\"", "{ \"name\": \"user_id\", \"type\": [\"null\", \"string\"]");
        var file = ApacheAvro.WriteFile(
            schema, codec, Events.Select((e, i) => ApacheAvro.Record(schema, e, i % 3 == 1 ? [("user_id", null)] : [])));
        var records = new AvroContainerReader(new MemoryStream(file)).ReadRecords()
            .Select(record => (Avro: record.Avro.ToArray(), record.Problem, record.RecordCount, record.IsDamage, record.Stored.Length))
            .ToList();
        Assert.Equal(Events.Count, records.Count);
        foreach (var (e, i) in Events.Select((e, i) => (e, i)))
        {
            Assert.Equal((1, false), (records[i].RecordCount, records[i].IsDamage));
            if (i % 3 != 1)
            {
                Assert.True(AvroEventReader.TryRead(records[i].Avro, out var view));
                AvroTesting.AssertEqual(e, EventViews.ToEvent(view));
                continue;
            }

            Assert.Contains("'user_id': the writer has null", records[i].Problem!.Message, StringComparison.Ordinal);
            Assert.InRange(records[i].Length, 20, 2_000_000);
        }
    }
}
