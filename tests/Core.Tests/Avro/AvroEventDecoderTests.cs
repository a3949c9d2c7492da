using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

public sealed class AvroEventDecoderTests
{
    private const string ErrorFields =
        """
        "default": null, "doc": "Stable word for what went wrong." },
        """;

    [Fact]
    public void Both_framings_are_read()
    {
        var guid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        var schemas = AvroTesting.OursAs(0, -1, guid);
        AssertDecodes(schemas, AvroTesting.Bare(AvroTesting.Sample), AvroTesting.Sample);
        AssertDecodes(schemas, AvroTesting.Framed(0, AvroTesting.Sample), AvroTesting.Sample);
        AssertDecodes(schemas, AvroTesting.Framed(-1, AvroTesting.Sample), AvroTesting.Sample);
        byte[] byGuid = [1, .. Convert.FromHexString("00112233445566778899aabbccddeeff"), .. AvroTesting.Bare(AvroTesting.Sample)];
        Assert.Equal(byGuid, AvroTesting.Framed(guid, AvroTesting.Sample));
        AssertDecodes(schemas, byGuid, AvroTesting.Sample);
    }

    [Fact]
    public void An_id_that_nobody_knows_is_an_unknown_schema_and_never_a_guess()
    {
        var schemas = AvroTesting.OursAs(7);
        AssertRejects(schemas, AvroTesting.Framed(8, AvroTesting.Sample), RejectionReason.UnknownSchema);
        AssertRejects(schemas, AvroTesting.Framed(Guid.NewGuid(), AvroTesting.Sample), RejectionReason.UnknownSchema);
        AssertDecodes(schemas, AvroTesting.Framed(7, AvroTesting.Sample), AvroTesting.Sample);
        AssertDecodes(schemas, AvroTesting.Bare(AvroTesting.Sample), AvroTesting.Sample);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000000")]
    [InlineData("0000000007")]
    [InlineData("01")]
    [InlineData("0100112233445566778899aabbccddee")]
    public void Values_that_end_early_are_undecodable(string hex)
        => AssertRejects(AvroTesting.OursAs(7), Convert.FromHexString(hex), RejectionReason.UndecodableAvro);

    [Fact]
    public void A_set_that_learns_says_what_is_missing_until_it_has_an_answer()
    {
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions { Learns = true });
        var framed = AvroTesting.Framed(8, AvroTesting.Sample);
        Assert.Equal(8, schemas.Missing(framed));
        Assert.Null(schemas.Missing(AvroTesting.Bare(AvroTesting.Sample)));
        Assert.Null(AvroSchemaSet.Default.Missing(framed));

        Assert.Null(schemas.Learn(8, null));
        Assert.Null(schemas.Missing(framed));
        AssertRejects(schemas, framed, RejectionReason.UnknownSchema);
        schemas.ForgetUnknown(8);
        Assert.Equal(8, schemas.Missing(framed));

        Assert.Null(schemas.Learn(8, ContentDownloadSchema.Json));
        schemas.ForgetUnknown(8);
        AssertDecodes(schemas, framed, AvroTesting.Sample);
        Assert.Null(schemas.Copy().Missing(AvroTesting.Framed(9, AvroTesting.Sample)));
        AssertDecodes(schemas.Copy(), framed, AvroTesting.Sample);

        Assert.Contains("cannot be read as", schemas.Learn(9, "\"string\""), StringComparison.Ordinal);
        AssertRejects(schemas, AvroTesting.Framed(9, AvroTesting.Sample), RejectionReason.UndecodableAvro);
    }

    [Fact]
    public void Case_20_is_read_by_the_schema_that_each_id_names()
    {
        // Sources in shared/cases/20-kafka-schema-id/expected.md: fields swapped (8), a field added (9), an optional field at the end (10).
        var swapped = AvroTesting.SchemaWith("\"name\": \"content_id\"", "\"name\": \"SWAP\"")
            .Replace("\"name\": \"title\"", "\"name\": \"content_id\"", StringComparison.Ordinal)
            .Replace("SWAP", "title", StringComparison.Ordinal);
        var language = AvroTesting.SchemaWith(
            "{ \"name\": \"user_id\"", "{ \"name\": \"language\", \"type\": \"string\" }, { \"name\": \"user_id\"");
        var optional = ContentDownloadSchema.Json.TrimEnd()[..^1].TrimEnd()[..^1]
            + """, { "name": "note", "type": ["null", "string"], "default": null } ] }""";
        var writers = new Dictionary<SchemaId, string> { [8] = swapped, [9] = language, [10] = optional };
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions { WriterSchemas = writers });
        foreach (var (id, writer) in writers)
        {
            byte[] value =
            [
                .. AvroTesting.Framed(id, AvroTesting.Sample).AsSpan(0, ConfluentFraming.NumberBytes),
                .. ApacheAvro.Write(ApacheAvro.Record(writer, AvroTesting.Sample, ("language", "fr"), ("note", "new"))),
            ];
            AssertDecodes(schemas, value, AvroTesting.Sample);
            AssertRejects(AvroTesting.OursAs(7), value, RejectionReason.UnknownSchema);
        }
    }

    [Fact]
    public void A_listed_schema_is_resolved_and_its_missing_fields_take_their_defaults()
    {
        var without = AvroTesting.SchemaWith("""{ "name": "error_code", "type": ["null", "string"], """ + ErrorFields.Trim(), "");
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions { WriterSchemas = new Dictionary<SchemaId, string> { [2] = without } });
        var e = AvroTesting.Sample with { Download = AvroTesting.Sample.Download with { ErrorCode = null } };

        // Without an error_code, the writer's bytes lack only the byte for null.
        var framed = AvroTesting.Framed(2, e);
        var at = framed.AsSpan().IndexOf("timed out"u8) - 3;
        Assert.Equal(0, framed[at]);
        byte[] written = [.. framed[..at], .. framed[(at + 1)..]];

        AssertDecodes(schemas, written, e);
        AssertRejects(schemas, framed, RejectionReason.UndecodableAvro);
    }

    [Fact]
    public void A_resolved_view_does_not_depend_on_the_value_any_more()
    {
        var evolved = AvroTesting.SchemaWith("""{ "name": "user_id",""", """{ "name": "added", "type": "null" }, { "name": "user_id",""");
        var decoder = new AvroEventDecoder(new AvroSchemaSet(new AvroSchemaSetOptions { BareWriterSchema = evolved }));
        var value = AvroTesting.Bare(AvroTesting.Sample);
        Assert.Equal(RejectionReason.None, decoder.TryDecode(value, out var view));
        Array.Clear(value);
        AvroTesting.AssertEqual(AvroTesting.Sample, EventViews.ToEvent(view));
    }

    [Fact]
    public void A_field_without_default_that_the_writer_lacks_is_an_error_at_construction()
    {
        var without = AvroTesting.SchemaWith("\"name\": \"region\"", "\"name\": \"area\"");
        var error = Assert.Throws<AvroSchemaException>(
            () => new AvroSchemaSet(new AvroSchemaSetOptions { WriterSchemas = new Dictionary<SchemaId, string> { [12] = without } }));
        Assert.Contains("id 12", error.Message, StringComparison.Ordinal);
        Assert.Contains("'user_context.region'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"name\": \"size_mb\", \"type\": \"int\"", "\"name\": \"size_mb\", \"type\": \"long\"", "'content.size_mb'")]
    [InlineData("\"name\": \"price\", \"type\": \"float\"", "\"name\": \"price\", \"type\": \"double\"", "'content.price'")]
    [InlineData("\"name\": \"ContentDownloadEvent\"", "\"name\": \"Download2\"", "The schema itself")]
    public void A_type_that_cannot_be_promoted_is_an_error_at_construction(string part, string replacement, string place)
    {
        var error = Assert.Throws<AvroSchemaException>(
            () => new AvroSchemaSet(new AvroSchemaSetOptions { BareWriterSchema = AvroTesting.SchemaWith(part, replacement) }));
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bare_records_that_may_start_with_zero_need_framing_switched_off()
    {
        var options = new AvroSchemaSetOptions
        {
            BareWriterSchema =
                AvroTesting.SchemaWith("""{ "name": "event_id",""", """{ "name": "added", "type": "int" }, { "name": "event_id","""),
        };
        Assert.Throws<AvroSchemaException>(() => new AvroSchemaSet(options));

        var schemas = new AvroSchemaSet(options with { AcceptFraming = false });
        AssertDecodes(schemas, [0, .. AvroTesting.Bare(AvroTesting.Sample)], AvroTesting.Sample);
    }

    [Fact]
    public void A_reader_schema_may_add_aliases_and_defaults_and_nothing_else()
    {
        var reader = AvroTesting.SchemaWith("\"name\": \"city\",", "\"name\": \"city\", \"default\": \"?\",")
            .Replace("\"name\": \"user_id\",", "\"name\": \"user_id\", \"aliases\": [\"uid\"],", StringComparison.Ordinal);
        var writer = AvroTesting.SchemaWith("{ \"name\": \"city\", \"type\": \"string\", \"doc\": \"City within the region.\" },", "")
            .Replace("\"name\": \"user_id\"", "\"name\": \"uid\"", StringComparison.Ordinal);
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions { ReaderSchema = reader, BareWriterSchema = writer });
        var bytes = AvroTesting.Bare(AvroTesting.Sample);
        var city = bytes.AsSpan().IndexOf("\u000cLondon"u8);
        AssertDecodes(
            schemas,
            [.. bytes[..city], .. bytes[(city + 7)..]],
            AvroTesting.Sample with { UserContext = AvroTesting.Sample.UserContext with { City = "?" } });

        Assert.Throws<AvroSchemaException>(() => new AvroSchemaSet(new AvroSchemaSetOptions { ReaderSchema = writer }));
    }

    [Fact]
    public void Text_that_is_not_utf8_reaches_the_validator_from_a_resolved_record_too()
    {
        var evolved = AvroTesting.SchemaWith("""{ "name": "user_id",""", """{ "name": "added", "type": "null" }, { "name": "user_id",""");
        foreach (var schemas in new[] { AvroSchemaSet.Default, new AvroSchemaSet(new AvroSchemaSetOptions { BareWriterSchema = evolved }) })
        {
            var value = AvroTesting.Bare(AvroTesting.Sample);
            value[value.AsSpan().IndexOf("Batman"u8)] = 0xFF;
            Assert.Equal(RejectionReason.None, new AvroEventDecoder(schemas).TryDecode(value, out var view));
            Assert.Equal(0xFF, view.Title[0]);
            Assert.Equal(RejectionReason.InvalidText, new GenericEventDecoder(schemas).TryDecode(value, out var e));
            Assert.Equal("\uFFFDatman", e!.Content.Title);
        }
    }

    private static void AssertDecodes(AvroSchemaSet schemas, byte[] value, ContentDownloadEvent expected)
    {
        Assert.Equal(RejectionReason.None, new AvroEventDecoder(schemas).TryDecode(value, out var view));
        AvroTesting.AssertEqual(expected, EventViews.ToEvent(view));
        Assert.Equal(RejectionReason.None, new GenericEventDecoder(schemas).TryDecode(value, out var e));
        AvroTesting.AssertEqual(expected, e);
    }

    private static void AssertRejects(AvroSchemaSet schemas, byte[] value, RejectionReason reason)
    {
        Assert.Equal(reason, new AvroEventDecoder(schemas).TryDecode(value, out _));
        Assert.Equal(reason, new GenericEventDecoder(schemas).TryDecode(value, out var e));
        Assert.Null(e);
    }
}
