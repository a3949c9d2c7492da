using System.Globalization;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>An ISO 8601 time with zone, from 2000 to 2199; null if not given.</summary>
internal sealed class InstantParameter(string name, string description) : QueryParameter<DateTimeOffset?>(name, description, null)
{
    /// <summary>The first accepted instant.</summary>
    public static readonly DateTimeOffset Minimum = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first instant that is no longer accepted.</summary>
    public static readonly DateTimeOffset End = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // K matches Z and +hh:mm, and also no zone, which is rejected below.
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public override string Allowed
        => "an ISO 8601 time with zone from 2000-01-01T00:00:00Z to 2199-12-31T23:59:59Z, such as 2026-03-01T12:00:00Z";

    public override OpenApiSchema Schema() => new() { Type = JsonSchemaType.String, Format = "date-time" };

    protected override bool TryParse(string text, out DateTimeOffset? value)
    {
        value = null;

        // An unescaped plus sign arrives as a space.
        if (text.Length > 6 && text[^6] == ' ')
            text = string.Concat(text.AsSpan(0, text.Length - 6), "+", text.AsSpan(text.Length - 5));
        if (!HasZone(text)
            || !DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
        {
            return false;
        }

        if (instant < Minimum || instant >= End)
            return false;
        value = instant.ToUniversalTime();
        return true;
    }

    private static bool HasZone(string text) => text.EndsWith('Z') || (text.Length > 16 && text[^6] is '+' or '-' && text[^3] == ':');
}
