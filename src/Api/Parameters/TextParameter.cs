using System.Text;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>Text with a maximum length in UTF-8 bytes and without U+0000, which stored text cannot contain; null if not given.</summary>
internal sealed class TextParameter(string name, string description, int maxBytes, bool isRequired = false)
    : QueryParameter<string?>(name, description, null)
{
    public override bool IsRequired => isRequired;

    public override string Allowed => FormattableString.Invariant($"text of 1 to {maxBytes} bytes without the character U+0000");

    public override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxBytes };

    protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return text.Length > 0 && text.Length <= maxBytes && Encoding.UTF8.GetByteCount(text) <= maxBytes
            && !text.Contains('\0', StringComparison.Ordinal);
    }
}
