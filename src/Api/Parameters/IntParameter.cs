using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>A whole number within inclusive bounds.</summary>
internal sealed class IntParameter(string name, string description, int minimum, int maximum, int defaultValue)
    : QueryParameter<int>(name, description, defaultValue)
{
    public override string Allowed => FormattableString.Invariant($"a whole number from {minimum} to {maximum}");

    public override OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = minimum.ToString(CultureInfo.InvariantCulture),
        Maximum = maximum.ToString(CultureInfo.InvariantCulture),
        Default = JsonValue.Create(DefaultValue),
    };

    protected override bool TryParse(string text, out int value)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum
            && value <= maximum;
}
