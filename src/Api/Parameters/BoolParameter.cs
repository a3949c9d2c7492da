using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>true or false, case-insensitive, or 1 or 0.</summary>
internal sealed class BoolParameter(
    string name, string description, bool defaultValue) : QueryParameter<bool>(name, description, defaultValue)
{
    public override string Allowed => "true or false";

    public override OpenApiSchema Schema() => new() { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(DefaultValue) };

    protected override bool TryParse(string text, out bool value)
    {
        value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }
}
