using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>Schema resolution rule by rule, on bytes written by hand.</summary>
public sealed class AvroResolverTests
{
    [Theory]
    [InlineData("\"int\"", "\"int\"", "03", -2)]
    [InlineData("\"int\"", "\"long\"", "03", -2L)]
    [InlineData("\"int\"", "\"float\"", "03", -2f)]
    [InlineData("\"int\"", "\"double\"", "03", -2d)]
    [InlineData("\"long\"", "\"long\"", "FEFFFFFFFFFFFFFFFF01", long.MaxValue)]
    [InlineData("\"long\"", "\"float\"", "04", 2f)]
    [InlineData("\"long\"", "\"double\"", "04", 2d)]
    [InlineData("\"float\"", "\"float\"", "0000C03F", 1.5f)]
    [InlineData("\"float\"", "\"double\"", "0000C03F", 1.5d)]
    [InlineData("\"double\"", "\"double\"", "000000000000F83F", 1.5d)]
    [InlineData("\"boolean\"", "\"boolean\"", "01", true)]
    [InlineData("\"null\"", "\"null\"", "", null)]
    [InlineData("\"string\"", "\"string\"", "046869", "hi")]
    [InlineData("\"bytes\"", "\"string\"", "046869", "hi")]
    [InlineData("\"string\"", "\"bytes\"", "046869", "bytes 6869")]
    [InlineData("[\"null\",\"int\"]", "\"long\"", "0208", 4L)]
    [InlineData("\"int\"", "[\"null\",\"long\",\"int\"]", "08", "1: 4")]
    [InlineData("[\"string\",\"int\",\"null\"]", "[\"null\",\"double\",\"string\"]", "0208", "1: 4")]
    [InlineData("[\"string\",\"int\",\"null\"]", "[\"null\",\"double\",\"string\"]", "04", "0: null")]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "{\"type\":\"array\",\"items\":\"long\"}", "0402040304080A00", "[1, 2, 4, 5]")]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "{\"type\":\"array\",\"items\":\"long\"}", "0304020402060 0", "[1, 2, 3]")]
    [InlineData("{\"type\":\"map\",\"values\":\"int\"}", "{\"type\":\"map\",\"values\":\"float\"}", "0202610400", "{a: 2}")]
    [InlineData(
        "{\"type\":\"fixed\",\"name\":\"a.F\",\"size\":2}", "{\"type\":\"fixed\",\"name\":\"b.F\",\"size\":2}", "ABCD", "bytes ABCD")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}",
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"B\",\"A\"]}", "00", "A")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}",
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"B\"],\"default\":\"B\"}", "00", "B")]
    [InlineData("{\"type\":\"enum\",\"name\":\"Old\",\"symbols\":[\"A\"]}",
        "{\"type\":\"enum\",\"name\":\"E\",\"aliases\":[\"Old\"],\"symbols\":[\"A\"]}", "00", "A")]
    public void Reads(string writer, string reader, string hex, object? expected)
    {
        var value = Resolve(writer, reader, hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(expected, expected is string ? Show(value) : value);
    }

    [Theory]
    [InlineData("\"long\"", "\"int\"")]
    [InlineData("\"float\"", "\"long\"")]
    [InlineData("\"double\"", "\"float\"")]
    [InlineData("\"boolean\"", "\"int\"")]
    [InlineData("\"string\"", "\"int\"")]
    [InlineData("\"int\"", "[\"null\",\"string\"]")]
    [InlineData("[\"null\",\"boolean\"]", "\"int\"")]
    [InlineData("{\"type\":\"array\",\"items\":\"long\"}", "{\"type\":\"array\",\"items\":\"int\"}")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}", "{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}", "\"string\"")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}", "{\"type\":\"enum\",\"name\":\"F\",\"symbols\":[\"A\"]}")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"default\":\"x\"}]}")]
    public void Refuses_schemas_that_never_fit(string writer, string reader)
        => Assert.Throws<AvroSchemaException>(() => AvroResolver.Create(AvroSchema.Parse(writer), AvroSchema.Parse(reader)));

    [Theory]
    [InlineData("[\"null\",\"int\"]", "\"int\"", "00", "cannot be read as int")]
    [InlineData("[\"null\",\"int\"]", "\"int\"", "04", "Branch or symbol 2 of 2")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"B\"]}",
        "00", "does not know the symbol 'A'")]
    [InlineData("\"boolean\"", "\"boolean\"", "02", "not 0 or 1")]
    [InlineData("\"int\"", "\"long\"", "8080808010", "more than 32 bits")]
    [InlineData("\"string\"", "\"string\"", "0661", "3 bytes are announced, 1 are left")]
    [InlineData("\"string\"", "\"string\"", "03", "-2 bytes are announced")]
    [InlineData("\"int\"", "\"int\"", "0200", "1 bytes are left over")]
    [InlineData(
        "{\"type\":\"array\",\"items\":\"null\"}", "{\"type\":\"array\",\"items\":\"null\"}", "FEFFFFFFFFFFFFFFFF01", "far more values")]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "{\"type\":\"array\",\"items\":\"int\"}", "FFFFFFFFFFFFFFFFFF01",
        "count is out of bounds")]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "{\"type\":\"array\",\"items\":\"int\"}", "0364", "does not fit")]
    public void Refuses_values_that_do_not_fit(string writer, string reader, string hex, string problem)
    {
        var error = Assert.Throws<AvroFormatException>(() => Resolve(writer, reader, hex));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_are_matched_by_name_alias_and_default_and_the_rest_is_passed_over()
    {
        const string Writer =
            """
            { "type": "record", "name": "w.R", "fields": [
              { "name": "skip_union", "type": ["null", "string"] }, { "name": "b", "type": "int" },
              { "name": "skip_map", "type": { "type": "map", "values": { "type": "array", "items": "int" } } },
              { "name": "old_c", "type": "string" },
              { "name": "skip_enum", "type": { "type": "enum", "name": "E", "symbols": ["A", "B"] } },
              { "name": "skip_fixed", "type": { "type": "fixed", "name": "F", "size": 3 } }, { "name": "a", "type": "boolean" },
              { "name": "skip_rest", "type": { "type": "record", "name": "S", "fields": [
                 { "name": "d", "type": "double" }, { "name": "f", "type": "float" }, { "name": "z", "type": "boolean" },
                 { "name": "l", "type": "long" } ] } } ] }
            """;
        const string Reader =
            """
            { "type": "record", "name": "R", "fields": [
              { "name": "a", "type": "boolean" }, { "name": "b", "type": ["null", "double"] },
              { "name": "c", "type": "bytes", "aliases": ["old_c"] },
              { "name": "d1", "type": ["null", "string"], "default": "text" }, { "name": "d2", "type": "bytes", "default": "\u00ff\u0001" },
              { "name": "d3", "type": { "type": "array", "items": "long" }, "default": [1, 2] },
              { "name": "d4", "type": { "type": "map", "values": "float" }, "default": { "k": 0.5 } },
              { "name": "d5", "type": { "type": "record", "name": "D", "fields": [
                 { "name": "x", "type": "int" },
                 { "name": "y", "type": { "type": "enum", "name": "G", "symbols": ["P", "Q"] }, "default": "Q" } ] },
                "default": { "x": 7 } },
              { "name": "d6", "type": { "type": "fixed", "name": "H", "size": 1 }, "default": "A" } ] }
            """;
        var hex = string.Concat(
            "0204" + "7879", "0E", "01" + "0C" + "026B" + "04020400"
                + "00", "027A", "02", "010203", "01", "0000000000000000", "00000000", "00", "01");
        var record = (AvroRecord)Resolve(Writer, Reader, hex)!;
        Assert.Equal(
            "{a: True, b: 1: 7, c: bytes 7A, d1: 1: text, d2: bytes FF01, d3: [1, 2], d4: {k: 0.5}, d5: {x: 7, y: Q}, d6: bytes 41}",
            Show(record));
        Assert.True((bool)record["a"]!);

        // Written as the reader's schema and read back, it is the same.
        var output = new ArrayBufferWriter<byte>();
        AvroValueWriter.Write(record.Schema, record, output);
        Assert.Equal(Show(record), Show(AvroResolver.Create(record.Schema, record.Schema).Read(output.WrittenSpan)));
    }

    [Fact]
    public void A_record_that_contains_itself_is_read_as_deep_as_allowed()
    {
        const string List =
            """{ "type": "record", "name": "L", "fields": [{ "name": "v", "type": "int" }, { "name": "next", "type": ["null", "L"] }] }""";
        Assert.Equal("{v: 1, next: 1: {v: 2, next: 0: null}}", Show(Resolve(List, List, "0202" + "0400")));

        var endless = string.Concat(Enumerable.Repeat("0202", 100_000)) + "0200";
        var error = Assert.Throws<AvroFormatException>(() => Resolve(List, List, endless));
        Assert.Contains("deeper", error.Problem, StringComparison.Ordinal);
        var skipped = $$"""{ "type": "record", "name": "R", "fields": [{ "name": "s", "type": {{List}} }] }""";
        Assert.Throws<AvroFormatException>(() => Resolve(skipped, """{ "type": "record", "name": "R", "fields": [] }""", endless));
    }

    [Fact]
    public void Records_that_double_at_each_level_without_taking_bytes_end_soon()
    {
        // R0 holds two R1, which hold two R2 each, and so on: 2^18 empty records of no bytes at all.
        var schema = """{ "type": "record", "name": "R18", "fields": [] }""";
        for (var level = 17; level >= 0; level--)
        {
            schema = $$"""
                { "type": "record", "name": "R{{level}}",
                  "fields": [{ "name": "a", "type": {{schema}} }, { "name": "b", "type": "R{{level + 1}}" }] }
                """;
        }

        var error = Assert.Throws<AvroFormatException>(() => Resolve(schema, schema, ""));
        Assert.Contains("far more values", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "x")]
    [InlineData("x", "y")]
    public void A_field_that_two_fields_of_the_reader_know_is_read_as_both(string first, string aliasOfSecond)
    {
        var writer = """{ "type": "record", "name": "R", "fields": [{ "name": "x", "type": "int" }, { "name": "z", "type": "int" }] }""";
        var reader =
            $$"""
            { "type": "record", "name": "R", "fields": [
              { "name": "{{first}}", "aliases": ["x"], "type": "int" },
              { "name": "b", "aliases": ["{{aliasOfSecond}}", "x"], "type": "long" }, { "name": "z", "type": "int" } ] }
            """;
        Assert.Equal($"{{{first}: 5, b: 5, z: 6}}", Show(Resolve(writer, reader, "0A0C")));
    }

    [Theory]
    [InlineData("timestamp-millis", "timestamp-millis", -1_001, -1_001)]
    [InlineData("timestamp-micros", "timestamp-millis", 1_760_000_123_456_789, 1_760_000_123_456)]
    [InlineData("timestamp-micros", "timestamp-millis", -1, -1)]
    [InlineData("timestamp-nanos", "timestamp-millis", long.MaxValue, 9_223_372_036_854)]
    [InlineData("timestamp-nanos", "timestamp-millis", long.MinValue, -9_223_372_036_855)]
    [InlineData("timestamp-millis", "timestamp-nanos", 7, 7_000_000)]
    [InlineData("something-else", null, 7, 7)]
    public void An_instant_is_converted_to_the_unit_of_the_reader(string written, string? read, long value, long expected)
    {
        var hex = new ArrayBufferWriter<byte>();
        AvroValueWriter.Write(AvroSchema.Parse("\"long\""), value, hex);
        Assert.Equal(expected, Resolve(Long(written), Long(read), Convert.ToHexString(hex.WrittenSpan)));
    }

    [Theory]
    [InlineData("long", "local-timestamp-micros", "timestamp-millis")]
    [InlineData("long", "local-timestamp-millis", "timestamp-millis")]
    [InlineData("long", "time-micros", "timestamp-millis")]
    [InlineData("long", "timestamp-seconds", "timestamp-millis")]
    [InlineData("int", "date", "timestamp-millis")]
    [InlineData("int", "time-millis", null)]
    [InlineData("long", "timestamp-millis", null)]
    public void A_number_that_stands_for_something_else_is_refused(string type, string written, string? read)
    {
        var error = Assert.Throws<AvroSchemaException>(() => Resolve(Long(written, type), Long(read), "00"));
        Assert.Contains($"the writer has {type} ({written}), which cannot be read as long", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "name": "t", "type": "long", "logicalType": "timestamp-micros" }""")]
    [InlineData("""{ "name": "t", "type": ["null", "long"], "logicalType": "timestamp-micros" }""")]
    [InlineData("""{ "name": "t", "type": { "type": { "type": "long" }, "logicalType": "timestamp-micros" } }""")]
    [InlineData("""{ "name": "t", "type": ["null", { "type": "long", "logicalType": "timestamp-micros" }] }""")]
    public void A_unit_counts_wherever_it_is_declared(string field)
    {
        var reader = """{ "type": "record", "name": "R", "fields": [{ "name": "t", "type": TYPE }] }"""
            .Replace("TYPE", Long("timestamp-millis"), StringComparison.Ordinal);
        var branch = field.Contains("null", StringComparison.Ordinal) ? "02" : "";
        Assert.Equal("{t: 1}", Show(Resolve($$"""{ "type": "record", "name": "R", "fields": [{{field}}] }""", reader, branch + "D00F")));
    }

    private static string Long(string? logicalType, string type = "long")
        => logicalType is null ? $"\"{type}\"" : $$"""{ "type": "{{type}}", "logicalType": "{{logicalType}}" }""";

    private static object? Resolve(string writer, string reader, string hex)
        => AvroResolver.Create(AvroSchema.Parse(writer), AvroSchema.Parse(reader)).Read(Convert.FromHexString(hex));

    private static string Show(object? value) => value switch
    {
        null => "null",
        byte[] bytes => $"bytes {Convert.ToHexString(bytes)}",
        AvroEnumValue symbol => symbol.Symbol,
        AvroUnionValue union => $"{union.Branch}: {Show(union.Value)}",
        AvroRecord record => $"{{{string.Join(", ", record.Schema.Fields.Zip(record.Values, (field, v) => $"{field.Name}: {Show(v)}"))}}}",
        List<object?> items => $"[{string.Join(", ", items.Select(Show))}]",
        List<KeyValuePair<AvroText, object?>> entries
            => $"{{{string.Join(", ", entries.Select(entry => $"{entry.Key}: {Show(entry.Value)}"))}}}",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
