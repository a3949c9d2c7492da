using System.Text.Json.Nodes;

namespace StreamPulse.Fuzz.Generators;

/// <summary>Avro schemas as JSON: every type, named types used again, records that contain themselves, defaults, aliases.</summary>
internal static class SchemaGenerator
{
    private const int MaxDepth = 5;
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

    public static string Make(Random random) => Type(random, 0, []).ToJsonString();

    private static JsonNode Type(Random random, int depth, List<string> named)
    {
        if (depth >= MaxDepth || random.Next(3) == 0)
            return named.Count > 0 && random.Next(4) == 0 ? named[random.Next(named.Count)] : Primitives[random.Next(Primitives.Length)];
        return random.Next(8) switch
        {
            0 => new JsonObject { ["type"] = "array", ["items"] = Type(random, depth + 1, named) },
            1 => new JsonObject { ["type"] = "map", ["values"] = Type(random, depth + 1, named) },
            2 => Enum(random, named),
            3 => new JsonObject
            {
                ["type"] = "fixed", ["name"] = Name(named), ["size"] = random.Next(10) == 0 ? int.MaxValue : random.Next(20),
            },
            4 or 5 => Union(random, depth, named),
            _ => Record(random, depth, named),
        };
    }

    private static JsonArray Union(Random random, int depth, List<string> named)
    {
        var union = new JsonArray();
        foreach (var primitive in Primitives.Where(_ => random.Next(3) == 0))
            union.Add(primitive);
        if (random.Next(2) == 0 || union.Count == 0)
            union.Add((JsonNode)Record(random, depth, named));
        return union;
    }

    private static JsonObject Enum(Random random, List<string> named)
    {
        var symbols = Enumerable.Range(0, random.Next(5)).Select(i => $"S{i}").ToList();
        var type = new JsonObject
        {
            ["type"] = "enum", ["name"] = Name(named), ["symbols"] = new JsonArray([.. symbols.Select(s => (JsonNode)s)]),
        };
        if (symbols.Count > 0 && random.Next(2) == 0)
            type["default"] = symbols[0];
        return type;
    }

    private static JsonObject Record(Random random, int depth, List<string> named)
    {
        var record = new JsonObject { ["type"] = "record", ["name"] = Name(named) };
        if (random.Next(4) == 0)
            record["namespace"] = "com.example";
        var fields = new JsonArray();
        for (var i = random.Next(5); i > 0; i--)
            fields.Add((JsonNode)Field(random, depth, named, $"f{i}"));
        record["fields"] = fields;
        return record;
    }

    private static JsonObject Field(Random random, int depth, List<string> named, string name)
    {
        var field = new JsonObject { ["name"] = name, ["type"] = Type(random, depth + 1, named) };
        if (random.Next(3) == 0)
            field["default"] = Default(random);
        if (random.Next(6) == 0)
            field["aliases"] = new JsonArray("a1", "content_id");
        return field;
    }

    private static JsonNode? Default(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => true,
        2 => random.Next(),
        3 => -1.5,
        4 => "S0",
        5 => new JsonObject { ["f1"] = 1, ["f2"] = "x" },
        6 => new JsonArray(1, "x"),
        _ => new JsonObject(),
    };

    private static string Name(List<string> named)
    {
        // The first is often our event's, so that it is compared with our schema field by field.
        named.Add(named.Count == 0 ? "ContentDownloadEvent" : $"N{named.Count}");
        return named[^1];
    }
}
