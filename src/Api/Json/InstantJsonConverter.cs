using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamPulse.Api.Json;

/// <summary>
/// Times as ISO 8601 in UTC with zone +00:00 and 0, 3 or 6 fractional digits: older parsers, such as Python's before 3.11, can read this
/// form.
/// </summary>
internal sealed class InstantJsonConverter : JsonConverter<DateTimeOffset>
{
    private const int Longest = 40;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[Longest];
        writer.WriteStringValue(text[..Format(value, text)]);
    }

    /// <summary>The same text outside JSON.</summary>
    public static string Format(DateTimeOffset value)
    {
        Span<char> text = stackalloc char[Longest];
        return new string(text[..Format(value, text)]);
    }

    private static int Format(DateTimeOffset value, Span<char> text)
    {
        var utc = value.ToUniversalTime();
        var format = (utc.Ticks % TimeSpan.TicksPerSecond, utc.Ticks % TimeSpan.TicksPerMillisecond) switch
        {
            (0, _) => "yyyy-MM-dd'T'HH:mm:sszzz",
            (_, 0) => "yyyy-MM-dd'T'HH:mm:ss.fffzzz",
            _ => "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz",
        };
        utc.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        return length;
    }
}
