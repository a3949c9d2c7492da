using System.Text.Json;

namespace StreamPulse.Core.Avro.Schemas;

/// <summary>
/// Reads a schema's JSON (Avro specification 1.12, "Schema Declaration"). Attributes that Avro does not know are passed over, and one that
/// may be missing may be null. The logicalType of an int or a long is kept, also where it stands beside a field's type instead of in it.
/// </summary>
internal sealed class AvroSchemaParser
{
    private const int MaxSchemaChars = 1024 * 1024;
    private const int MaxDepth = 64;
    private readonly Dictionary<string, AvroNamedSchema> _named = new(StringComparer.Ordinal);

    private AvroSchemaParser()
    {
    }

    /// <inheritdoc cref="AvroSchema.Parse"/>
    public static AvroSchema Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxSchemaChars)
            throw new AvroSchemaException($"The schema has {json.Length} characters; at most {MaxSchemaChars} are read.");
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new AvroSchemaParser().ParseSchema(document.RootElement.Clone(), enclosingNamespace: "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // The latter two are how the JSON reader refuses text with half a surrogate pair.
            throw new AvroSchemaException($"The schema is not JSON: {e.Message}", e);
        }
    }

    private AvroSchema ParseSchema(JsonElement json, string enclosingNamespace) => json.ValueKind switch
    {
        JsonValueKind.String => FindType(json.GetString()!, enclosingNamespace),
        JsonValueKind.Array => ParseUnion(json, enclosingNamespace),
        JsonValueKind.Object => ParseObject(json, enclosingNamespace),
        _ => throw new AvroSchemaException($"A schema is a name, an array or an object, not {AvroSchemaJson.Excerpt(json)}."),
    };

    private AvroSchema FindType(string written, string enclosingNamespace)
    {
        if (AvroPrimitiveSchema.Find(written) is { } primitive)
            return primitive;
        var name = AvroName.Resolve(written, enclosingNamespace);
        return _named.GetValueOrDefault(name.FullName)
            ?? throw new AvroSchemaException($"The type '{name}' is used before it is defined.");
    }

    private AvroSchema ParseObject(JsonElement json, string enclosingNamespace)
    {
        var type = AvroSchemaJson.Required(json, "type");
        if (type.ValueKind != JsonValueKind.String)
            return Declare(ParseSchema(type, enclosingNamespace), json);
        return type.GetString()! switch
        {
            "record" or "error" => ParseRecord(json, enclosingNamespace),
            "enum" => ParseEnum(json, enclosingNamespace),
            "fixed" => ParseFixed(json, enclosingNamespace),
            "array" => new AvroArraySchema(ParseSchema(AvroSchemaJson.Required(json, "items"), enclosingNamespace)),
            "map" => new AvroMapSchema(ParseSchema(AvroSchemaJson.Required(json, "values"), enclosingNamespace)),
            var other => Declare(FindType(other, enclosingNamespace), json),
        };
    }

    private static AvroSchema Declare(AvroSchema schema, JsonElement json)
    {
        if (AvroSchemaJson.Optional(json, "logicalType") is not { ValueKind: JsonValueKind.String } word)
            return schema;
        return schema switch
        {
            AvroPrimitiveSchema primitive => primitive.Declared(word.GetString()!),
            AvroUnionSchema union => new AvroUnionSchema([.. union.Branches.Select(branch => Declare(branch, json))]),
            _ => schema,
        };
    }

    private AvroUnionSchema ParseUnion(JsonElement json, string enclosingNamespace)
    {
        var branches = json.EnumerateArray().Select(branch => ParseSchema(branch, enclosingNamespace)).ToList();
        if (branches.Count == 0)
            throw new AvroSchemaException("A union has no types.");
        if (branches.Any(branch => branch.Kind == AvroKind.Union))
            throw new AvroSchemaException("A union contains another union.");
        // A type may be called like another one that has no name, such as an enum String.
        var twice = branches.GroupBy(b => b is AvroNamedSchema named ? ((AvroKind?)null, named.Name.FullName) : (b.Kind, ""))
            .FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? new AvroUnionSchema(branches)
            : throw new AvroSchemaException($"A union contains {twice.First()} twice.");
    }

    private AvroRecordSchema ParseRecord(JsonElement json, string enclosingNamespace)
    {
        var name = ParseName(json, enclosingNamespace);
        var record = Define(new AvroRecordSchema(name, ParseAliases(json, name)));
        var fields = AvroSchemaJson.Required(json, "fields");
        if (fields.ValueKind != JsonValueKind.Array)
            throw new AvroSchemaException($"The fields of record {name} are not an array.");
        record.Fields = fields.EnumerateArray().Select(field => ParseField(field, name)).ToList();
        var twice = record.Fields.GroupBy(field => field.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? record : throw new AvroSchemaException($"The record {name} has the field '{twice.Key}' twice.");
    }

    private AvroField ParseField(JsonElement json, AvroName record)
    {
        var name = AvroSchemaJson.RequiredString(json, "name");
        AvroName.RequireWord(name, name);
        return new AvroField(
            name,
            AvroSchemaJson.Strings(json, "aliases"),
            Declare(ParseSchema(AvroSchemaJson.Required(json, "type"), record.Namespace), json),
            json.TryGetProperty("default", out var value) ? value : null);
    }

    private AvroEnumSchema ParseEnum(JsonElement json, string enclosingNamespace)
    {
        var name = ParseName(json, enclosingNamespace);
        AvroSchemaJson.Required(json, "symbols");
        var symbols = AvroSchemaJson.Strings(json, "symbols");
        foreach (var symbol in symbols)
            AvroName.RequireWord(symbol, symbol);
        if (symbols.Distinct(StringComparer.Ordinal).Count() != symbols.Count)
            throw new AvroSchemaException($"The enum {name} has a symbol twice.");
        var defaultSymbol = AvroSchemaJson.Optional(json, "default") is null ? null : AvroSchemaJson.RequiredString(json, "default");
        if (defaultSymbol is not null && !symbols.Contains(defaultSymbol, StringComparer.Ordinal))
            throw new AvroSchemaException($"The default '{defaultSymbol}' of enum {name} is not one of its symbols.");
        return Define(new AvroEnumSchema(name, ParseAliases(json, name), symbols, defaultSymbol));
    }

    private AvroFixedSchema ParseFixed(JsonElement json, string enclosingNamespace)
    {
        var name = ParseName(json, enclosingNamespace);
        var size = AvroSchemaJson.Required(json, "size");
        return size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var sizeBytes) && sizeBytes >= 0
            ? Define(new AvroFixedSchema(name, ParseAliases(json, name), sizeBytes))
            : throw new AvroSchemaException($"The size of fixed {name} is {AvroSchemaJson.Excerpt(size)}, not a number of bytes.");
    }

    private static AvroName ParseName(JsonElement json, string enclosingNamespace)
    {
        var written = AvroSchemaJson.RequiredString(json, "name");
        var hasNamespace = AvroSchemaJson.Optional(json, "namespace") is not null;
        var name = AvroName.Resolve(written, hasNamespace ? AvroSchemaJson.RequiredString(json, "namespace") : enclosingNamespace);
        return AvroPrimitiveSchema.Find(name.FullName) is null
            ? name
            : throw new AvroSchemaException($"'{written}' is a primitive type and cannot be defined.");
    }

    private static List<AvroName> ParseAliases(JsonElement json, AvroName name)
        => AvroSchemaJson.Strings(json, "aliases").Select(alias => AvroName.Resolve(alias, name.Namespace)).ToList();

    private T Define<T>(T schema)
        where T : AvroNamedSchema
        => _named.TryAdd(schema.Name.FullName, schema)
            ? schema
            : throw new AvroSchemaException($"The type '{schema.Name}' is defined twice.");
}
