using System.Text;
using System.Text.Json;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// Reads the default of a field, which a schema gives as JSON (Avro specification 1.12, "Complex Types", table of default values).
/// </summary>
internal static class AvroDefaults
{
    private const int MaxDepth = 64;

    /// <summary>The default as a value; its shape is described at <see cref="AvroRecord"/>.</summary>
    /// <exception cref="AvroSchemaException">The JSON is no value of the schema.</exception>
    public static object? Read(AvroSchema schema, JsonElement json, string path, int depth)
    {
        if (depth > MaxDepth)
            throw new AvroSchemaException($"Field '{path}': its default is nested deeper than {MaxDepth} levels.");
        return schema switch
        {
            AvroRecordSchema record when json.ValueKind == JsonValueKind.Object => ReadRecord(record, json, path, depth),
            AvroUnionSchema union => ReadUnion(union, json, path, depth),
            AvroArraySchema array when json.ValueKind == JsonValueKind.Array
                => json.EnumerateArray().Select(item => Read(array.Items, item, path, depth + 1)).ToList(),
            AvroMapSchema map when json.ValueKind == JsonValueKind.Object
                => json.EnumerateObject()
                    .Select(entry => KeyValuePair.Create(Text(entry.Name), Read(map.Values, entry.Value, path, depth + 1)))
                    .ToList(),
            AvroEnumSchema symbols when json.ValueKind == JsonValueKind.String
                && symbols.Symbols.ToList().IndexOf(json.GetString()!) is >= 0 and var index
                => new AvroEnumValue(index, symbols.Symbols[index]),
            AvroFixedSchema { SizeBytes: var size } when Bytes(json) is { } bytes && bytes.Length == size => bytes,
            AvroPrimitiveSchema => ReadPrimitive(schema, json, path),
            _ => throw Mismatch(schema, json, path),
        };
    }

    private static AvroRecord ReadRecord(AvroRecordSchema schema, JsonElement json, string path, int depth)
    {
        var values = new object?[schema.Fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var field = schema.Fields[i];
            var value = json.TryGetProperty(field.Name, out var given)
                ? given
                : field.Default ?? throw new AvroSchemaException($"Field '{path}': its default has no '{field.Name}'.");
            values[i] = Read(field.Schema, value, $"{path}.{field.Name}", depth + 1);
        }

        return new AvroRecord(schema, values);
    }

    /// <summary>The first type that accepts the default. Before 1.12 only the union's first type could.</summary>
    private static AvroUnionValue ReadUnion(AvroUnionSchema union, JsonElement json, string path, int depth)
    {
        for (var i = 0; i < union.Branches.Count; i++)
        {
            try
            {
                return new AvroUnionValue(i, Read(union.Branches[i], json, path, depth + 1));
            }
            catch (AvroSchemaException) when (i < union.Branches.Count - 1)
            {
                // The next type may accept it.
            }
        }

        throw Mismatch(union, json, path);
    }

    private static object? ReadPrimitive(AvroSchema schema, JsonElement json, string path)
    {
        var isNumber = json.ValueKind == JsonValueKind.Number;
        return schema.Kind switch
        {
            AvroKind.Null when json.ValueKind == JsonValueKind.Null => null,
            AvroKind.Boolean when json.ValueKind is JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
            AvroKind.Int when isNumber && json.TryGetInt32(out var value) => value,
            AvroKind.Long when isNumber && json.TryGetInt64(out var value) => value,
            AvroKind.Float when isNumber && json.TryGetSingle(out var value) => value,
            AvroKind.Double when isNumber && json.TryGetDouble(out var value) => value,
            AvroKind.String when json.ValueKind == JsonValueKind.String => Text(json.GetString()!),
            AvroKind.Bytes when Bytes(json) is { } bytes => bytes,
            _ => throw Mismatch(schema, json, path),
        };
    }

    private static AvroText Text(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes are written in JSON as the characters U+0000 to U+00FF; null where the JSON is anything else.</summary>
    private static byte[]? Bytes(JsonElement json)
        => json.ValueKind == JsonValueKind.String && json.GetString()!.All(c => c <= 0xFF)
            ? Encoding.Latin1.GetBytes(json.GetString()!)
            : null;

    private static AvroSchemaException Mismatch(AvroSchema schema, JsonElement json, string path)
        => new($"Field '{path}': the default {AvroSchemaJson.Excerpt(json)} is no {schema}.");
}
