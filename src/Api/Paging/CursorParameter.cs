using Microsoft.OpenApi;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Paging;

/// <summary>
/// The next_cursor of the previous page; null for the first page. Whether it matches the request is checked with the other parameters.
/// </summary>
internal sealed class CursorParameter()
    : QueryParameter<string?>("cursor", "The next_cursor of the previous page; the other parameters must be the same.", null)
{
    private const int Longest = 8_192;

    public override string Allowed => "the next_cursor of a response to the same request";

    public override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String };

    protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return text.Length is > 0 and <= Longest;
    }
}
