using Microsoft.OpenApi;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Paging;

/// <summary>Text from next_cursor of the page before; null for the first page. Whether it fits the question shows only with the question.</summary>
internal sealed class CursorParameter() : QueryParameter<string?>("cursor", "Where the page before ended, from its next_cursor; with the same other parameters.", null)
{
    private const int Longest = 8_192;

    public override string Allowed => "next_cursor of an answer to the same question";

    public override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String };

    protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return text.Length is > 0 and <= Longest;
    }
}
