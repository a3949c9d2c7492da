using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Tests.Avro;

public sealed class AvroSchemaTests
{
    [Fact]
    public void Our_schema_has_the_fields_of_the_contract_in_its_order()
    {
        var schema = Assert.IsType<AvroRecordSchema>(ContentDownloadSchema.Schema);
        Assert.Equal("com.streampulse.events.ContentDownloadEvent", schema.Name.FullName);
        Assert.Equal(["event_id", "timestamp", "user_id", "content", "download", "user_context"], Names(schema));
        Assert.Equal(["content_id", "title", "type", "category", "size_mb", "price"], Names(schema.Fields[3].Schema));
        Assert.Equal(["status", "duration_seconds", "speed_mbps", "error_code", "error_message"], Names(schema.Fields[4].Schema));
        Assert.Equal(["region", "city", "device", "os_version", "connection_type"], Names(schema.Fields[5].Schema));
    }

    [Fact]
    public void Every_type_is_read()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse(
            """
            { "type": "record", "name": "a.b.All", "aliases": ["Old", "x.Older"], "fields": [
              { "name": "n", "type": "null" }, { "name": "z", "type": "boolean" },
              { "name": "i", "type": { "type": "int", "logicalType": "date" } },
              { "name": "l", "type": "long" }, { "name": "f", "type": "float" }, { "name": "d", "type": "double" },
              { "name": "y", "type": { "type": "bytes", "logicalType": "decimal", "precision": 9 } },
              { "name": "s", "type": { "type": { "type": "string" } } },
              { "name": "e", "type": { "type": "enum", "name": "Color", "symbols": ["RED", "BLUE"], "default": "RED" }, "aliases": ["c"] },
              { "name": "x", "type": { "type": "fixed", "name": "other.Hash", "size": 16 } },
              { "name": "a", "type": { "type": "array", "items": "Color" } },
              { "name": "m", "type": { "type": "map", "values": "other.Hash" } },
              { "name": "u", "type": ["null", "All", "a.b.Color", { "type": "array", "items": "int" }], "default": null } ] }
            """);
        AvroKind[] kinds =
        [
            AvroKind.Null, AvroKind.Boolean, AvroKind.Int, AvroKind.Long, AvroKind.Float, AvroKind.Double, AvroKind.Bytes, AvroKind.String,
            AvroKind.Enum, AvroKind.Fixed, AvroKind.Array, AvroKind.Map, AvroKind.Union,
        ];
        Assert.Equal(kinds, schema.Fields.Select(field => field.Schema.Kind));
        Assert.Equal(["a.b.Old", "x.Older"], schema.Aliases.Select(alias => alias.FullName));
        Assert.Equal("a.b.Color", ((AvroEnumSchema)schema.Fields[8].Schema).Name.FullName);
        Assert.Equal(16, ((AvroFixedSchema)schema.Fields[9].Schema).SizeBytes);
        Assert.Same(schema.Fields[8].Schema, ((AvroArraySchema)schema.Fields[10].Schema).Items);
        Assert.Same(schema, ((AvroUnionSchema)schema.Fields[12].Schema).Branches[1]);
    }

    [Theory]
    [InlineData("""{"type":"record","name":"R","namespace":null,"doc":null,"aliases":null,"fields":[]}""", "record R")]
    [InlineData("""{"type":"record","name":"R","namespace":"com.example.Outer$","fields":[]}""", "record com.example.Outer$.R")]
    [InlineData("""{"type":"record","name":"my-org.events.R","fields":[]}""", "record my-org.events.R")]
    [InlineData("""{"type":"enum","name":"string","namespace":"x","symbols":["A"],"default":null}""", "enum x.string")]
    [InlineData("""["string",{"type":"enum","name":"String","symbols":["A"]}]""", "union of string, enum String")]
    [InlineData("""["string",{"type":"fixed","name":"x.string","size":1}]""", "union of string, fixed x.string")]
    public void What_other_implementations_read_is_read(string json, string expected)
        => Assert.Equal(expected, AvroSchema.Parse(json).ToString());

    [Fact]
    public void A_type_of_its_own_namespace_may_be_called_like_a_primitive_one()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse(
            """
            { "type": "record", "name": "R", "namespace": "x", "fields": [
              { "name": "a", "type": { "type": "enum", "name": "long", "symbols": ["A"] } },
              { "name": "b", "type": "x.long" }, { "name": "c", "type": "long" } ] }
            """);
        Assert.Equal([AvroKind.Enum, AvroKind.Enum, AvroKind.Long], schema.Fields.Select(field => field.Schema.Kind));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("\"\\ud800\"", "not JSON")]
    [InlineData("7", "not 7")]
    [InlineData("{}", "'type' is missing")]
    [InlineData("\"unheard_of\"", "used before it is defined")]
    [InlineData("[]", "no types")]
    [InlineData("[\"int\", [\"null\"]]", "another union")]
    [InlineData("[\"int\", \"int\"]", "twice")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\"}", "'fields' is missing")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":{}}", "not an array")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[3]}", "not 3")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"int\"}]}",
        "'a' twice")]
    [InlineData("{\"type\":\"record\",\"name\":\"int\",\"fields\":[]}", "primitive")]
    [InlineData("{\"type\":\"record\",\"name\":\"a..b\",\"fields\":[]}", "not an Avro name")]
    [InlineData("{\"type\":\"record\",\"name\":\"9\",\"fields\":[]}", "not an Avro name")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}", "size of fixed")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"A\"]}", "symbol twice")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"],\"default\":\"B\"}", "not one of its symbols")]
    [InlineData(
        "[{\"type\":\"fixed\",\"name\":\"F\",\"size\":1},{\"type\":\"array\",\"items\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":1}}]",
        "defined twice")]
    public void What_is_no_schema_is_refused_with_its_reason(string json, string reason)
    {
        var error = Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse(json));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_nested_without_end_is_refused()
    {
        var json = string.Concat(Enumerable.Repeat("{\"type\":\"array\",\"items\":", 5_000)) + "\"int\"" + new string('}', 5_000);
        Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse(json));
        Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse("\"" + new string('a', 2_000_000) + "\""));
    }

    private static IEnumerable<string> Names(AvroSchema schema) => ((AvroRecordSchema)schema).Fields.Select(field => field.Name);
}
