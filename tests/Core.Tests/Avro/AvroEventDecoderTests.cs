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
        var schemas = AvroSchemaSet.Default;
        AssertDecodes(schemas, AvroTesting.Bare(AvroTesting.Sample), AvroTesting.Sample);
        AssertDecodes(schemas, AvroTesting.Framed(0, AvroTesting.Sample), AvroTesting.Sample);
        AssertDecodes(schemas, AvroTesting.Framed(-1, AvroTesting.Sample), AvroTesting.Sample);
    }

    [Fact]
    public void Ids_that_are_not_listed_are_refused_where_asked_for()
    {
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions
        {
            RejectUnlistedSchemaIds = true,
            WriterSchemas = new Dictionary<int, string> { [7] = ContentDownloadSchema.Json },
        });
        AssertRejects(schemas, AvroTesting.Framed(8, AvroTesting.Sample), RejectionReason.UnknownSchema);
        AssertDecodes(schemas, AvroTesting.Framed(7, AvroTesting.Sample), AvroTesting.Sample);
        AssertDecodes(schemas, AvroTesting.Bare(AvroTesting.Sample), AvroTesting.Sample);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000000")]
    [InlineData("0000000001")]
    public void Values_that_end_early_are_undecodable(string hex)
        => AssertRejects(AvroSchemaSet.Default, Convert.FromHexString(hex), RejectionReason.UndecodableAvro);

    [Fact]
    public void A_listed_schema_is_resolved_and_its_missing_fields_take_their_defaults()
    {
        var without = AvroTesting.SchemaWith("""{ "name": "error_code", "type": ["null", "string"], """ + ErrorFields.Trim(), "");
        var schemas = new AvroSchemaSet(new AvroSchemaSetOptions { WriterSchemas = new Dictionary<int, string> { [2] = without } });
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
            () => new AvroSchemaSet(new AvroSchemaSetOptions { WriterSchemas = new Dictionary<int, string> { [12] = without } }));
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
