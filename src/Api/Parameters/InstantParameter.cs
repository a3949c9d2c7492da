using Microsoft.OpenApi;
using StreamPulse.Core.Events;

namespace StreamPulse.Api.Parameters;

/// <summary>An ISO 8601 time with zone, from 2000 to 2199; null if not given.</summary>
internal sealed class InstantParameter(string name, string description) : QueryParameter<DateTimeOffset?>(name, description, null)
{
    /// <summary>The first accepted instant.</summary>
    public static readonly DateTimeOffset Minimum = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first instant that is no longer accepted.</summary>
    public static readonly DateTimeOffset End = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int ShortestTime = 16;
    private const int LongestOffset = 6;

    public override string Allowed
        => "an ISO 8601 time with zone from 2000-01-01T00:00:00Z to 2199-12-31T23:59:59Z, such as 2026-03-01T12:00:00Z";

    public override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String, Format = "date-time" };

    protected override bool TryParse(string text, out DateTimeOffset? value)
    {
        value = InstantText.TryParse(WithPlus(text), out var instant, out _) && instant >= Minimum && instant < End ? instant : null;
        return value is not null;
    }

    /// <summary>Says what is wrong with the text, or that the time is too early or too late.</summary>
    protected override string AllowedInsteadOf(string text)
        => $"{Allowed}; found {(InstantText.TryParse(WithPlus(text), out _, out var found) ? "a time out of this range" : found)}";

    /// <summary>An unescaped plus sign arrives as a blank.</summary>
    private static string WithPlus(string text)
        => text.LastIndexOf(' ') is var blank && blank >= ShortestTime && blank >= text.Length - LongestOffset
            ? string.Concat(text.AsSpan(0, blank), "+", text.AsSpan(blank + 1))
            : text;
}
