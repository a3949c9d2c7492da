using System.Text.Json.Nodes;
using StreamPulse.Core.Avro;

namespace StreamPulse.Fuzz.Generators;

/// <summary>
/// Schemas that producers of other versions may write with, made from ours, and a reader's schema that can read all of them.
/// </summary>
internal static class EvolvedSchemas
{
    private const string Nested = """
        ["null", { "type": "record", "name": "Extra", "fields": [
          { "name": "tags", "type": { "type": "map", "values": { "type": "array", "items": ["int", "string", "Extra"] } } },
          { "name": "kind", "type": { "type": "enum", "name": "Kind", "symbols": ["A", "B"] } },
          { "name": "hash", "type": { "type": "fixed", "name": "Hash", "size": 3 } },
          { "name": "next", "type": ["null", "Extra"] } ] }]
        """;

    private static readonly string[] WithDefaults = ["user_id", "title", "category", "price", "city", "os_version", "speed_mbps"];

    /// <summary>Ours, with defaults for fields that some writers leave out, and other names for two.</summary>
    public static string Reader { get; } = Change(root =>
    {
        foreach (var field in Records(root).SelectMany(Fields).ToList())
        {
            var name = (string)field["name"]!;
            if (WithDefaults.Contains(name))
                field["default"] = name is "price" or "speed_mbps" ? JsonValue.Create(1.5) : JsonValue.Create("by default");
            if (name is "user_id" or "device")
                field["aliases"] = new JsonArray($"{name}_alias");
        }
    });

    /// <summary>By schema id.</summary>
    public static IReadOnlyDictionary<SchemaId, string> Writers { get; } = new Dictionary<SchemaId, string>
    {
        [1] = Change(static _ => { }),
        [2] = Change(root => Add(root, "added", Nested, "null")),
        [3] = Change(root => Records(root).ForEach(Reverse)),
        [4] = Change(root => Records(root).ForEach(record => Remove(record, WithDefaults))),
        [5] = Change(root => ForEachField(root, Widen)),
        [6] = Change(root => ForEachField(root, field => Rename(field, "user_id", "device"))),
        [7] = Change(root => ForEachField(root, Narrow)),
        [8] = Change(root =>
        {
            Add(root, "first", "\"bytes\"", "\"\"");
            Records(root).ForEach(Reverse);
            Records(root).ForEach(record => Remove(record, ["title", "price", "error_message"]));
            Add(root, "last", Nested, "null");
            ForEachField(root, Widen);
        }),
        [70_000] = Change(root => root["namespace"] = "com.elsewhere"),
    };

    /// <summary>Everything put together.</summary>
    public static AvroSchemaSet Set { get; } = new(new AvroSchemaSetOptions
    {
        WriterSchemas = Writers,
        ReaderSchema = Reader,
    });

    private static string Change(Action<JsonObject> change)
    {
        var root = JsonNode.Parse(ContentDownloadSchema.Json)!.AsObject();
        change(root);
        return root.ToJsonString();
    }

    private static List<JsonObject> Records(JsonObject root)
        => [root, .. Fields(root).Select(field => field["type"]).OfType<JsonObject>().Where(type => (string)type["type"]! == "record")];

    private static IEnumerable<JsonObject> Fields(JsonObject record) => record["fields"]!.AsArray().Select(field => field!.AsObject());

    private static void ForEachField(JsonObject root, Action<JsonObject> change)
    {
        foreach (var field in Records(root).SelectMany(Fields).ToList())
            change(field);
    }

    private static void Add(JsonObject record, string name, string type, string defaultValue)
        => record["fields"]!.AsArray()
            .Insert(0, new JsonObject { ["name"] = name, ["type"] = JsonNode.Parse(type), ["default"] = JsonNode.Parse(defaultValue) });

    private static void Reverse(JsonObject record)
        => record["fields"] = new JsonArray([.. Fields(record).Reverse().Select(field => field.DeepClone())]);

    private static void Remove(JsonObject record, IReadOnlyList<string> names)
        => record["fields"] =
            new JsonArray([.. Fields(record).Where(field => !names.Contains((string)field["name"]!)).Select(field => field.DeepClone())]);

    /// <summary>A union of the type and another that our schema cannot take, or can.</summary>
    private static void Widen(JsonObject field)
    {
        if (field["type"] is JsonValue type)
            field["type"] = new JsonArray(type.DeepClone(), (string)type! == "float" ? "int" : "boolean");
    }

    /// <summary>A type that Avro promotes to ours.</summary>
    private static void Narrow(JsonObject field)
    {
        if (field["type"] is JsonValue type)
            field["type"] = (string)type! switch { "float" => "long", "string" => "bytes", var other => other };
        else if ((string)field["name"]! == "timestamp")
            field["type"] = "int";
    }

    private static void Rename(JsonObject field, params string[] names)
    {
        if (names.Contains((string)field["name"]!))
            field["name"] = $"{field["name"]}_alias";
    }
}
