using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>One of a few values, case-insensitive; null if not given.</summary>
internal sealed class ChoiceParameter(
    string name, string description, params string[] choices) : QueryParameter<string?>(name, description, null)
{
    public override string Allowed => "one of " + string.Join(", ", choices);

    public override OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.String,
        Enum = choices.Select(choice => (JsonNode)JsonValue.Create(choice)).ToList(),
    };

    protected override bool TryParse(string text, out string? value)
    {
        value = Array.Find(choices, choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
        return value is not null;
    }
}
