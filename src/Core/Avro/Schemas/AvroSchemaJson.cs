using System.Text.Json;

namespace StreamPulse.Core.Avro.Schemas;

/// <summary>Attributes of a schema's JSON object, with errors that name them.</summary>
internal static class AvroSchemaJson
{
    public static JsonElement Required(JsonElement json, string attribute)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new AvroSchemaException($"An object with '{attribute}' is expected, not {Excerpt(json)}.");
        return json.TryGetProperty(attribute, out var value)
            ? value
            : throw new AvroSchemaException($"'{attribute}' is missing in {Excerpt(json)}.");
    }

    public static string RequiredString(JsonElement json, string attribute)
    {
        var value = Required(json, attribute);
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new AvroSchemaException($"'{attribute}' is {Excerpt(value)}, not a string.");
    }

    /// <summary>The attribute; null where it is missing, or null in the JSON.</summary>
    public static JsonElement? Optional(JsonElement json, string attribute)
        => json.TryGetProperty(attribute, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>An array of strings; empty where the attribute is missing or null.</summary>
    public static IReadOnlyList<string> Strings(JsonElement json, string attribute)
    {
        if (Optional(json, attribute) is not { } array)
            return [];
        return array.ValueKind == JsonValueKind.Array && array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? array.EnumerateArray().Select(item => item.GetString()!).ToList()
            : throw new AvroSchemaException($"'{attribute}' is {Excerpt(array)}, not an array of strings.");
    }

    /// <summary>The JSON for an error message, cut where it is long.</summary>
    public static string Excerpt(JsonElement json)
    {
        const int MaxChars = 120;
        var text = json.GetRawText();
        return text.Length <= MaxChars ? text : text[..MaxChars] + "...";
    }
}
