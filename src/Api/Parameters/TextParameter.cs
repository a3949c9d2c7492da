using System.Text;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>Text of 1 to so many bytes of UTF-8, without the character 0, which no stored text has; null when it is not given.</summary>
internal sealed class TextParameter(string name, string description, int maxBytes, bool isRequired = false)
    : QueryParameter<string?>(name, description, null)
{
    public override bool IsRequired => isRequired;

    public override string Allowed => FormattableString.Invariant($"text of 1 to {maxBytes} bytes without the character U+0000");

    public override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxBytes };

    protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return text.Length > 0 && text.Length <= maxBytes && Encoding.UTF8.GetByteCount(text) <= maxBytes && !text.Contains('\0', StringComparison.Ordinal);
    }
}
