using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamPulse.Core.Events;

/// <summary>
/// The event as JSON: one object with the names of the Avro schema, <c>content</c>, <c>download</c> and <c>user_context</c> nested.
/// </summary>
public static class EventJson
{
    /// <summary>Longest input of one event, in bytes; more is refused unread.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Deepest nesting, counting objects and arrays, that unknown properties may have.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>
    /// Reads one event. Types are strict, unknown properties are passed over, only <c>error_code</c> and <c>error_message</c> may be
    /// missing (they are null then), and no property may occur twice. <c>timestamp</c> is an integer of milliseconds since the Unix
    /// epoch or an ISO 8601 string with a zone (<see cref="InstantText"/>). Values are not checked further; <see cref="EventValidator"/>
    /// does that.
    /// </summary>
    /// <param name="error">
    /// Names the place and what was expected there, such as <c>content.size_mb: expected a 32-bit integer, found a string</c>.
    /// </param>
    /// <returns>False, with an error, for anything that is not exactly one event; never throws.</returns>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8Json,
        [NotNullWhen(true)] out ContentDownloadEvent? e,
        [NotNullWhen(false)] out string? error)
    {
        if (utf8Json.Length > MaxBytes)
        {
            e = null;
            error = $"$: expected at most {MaxBytes} bytes, found {utf8Json.Length}";
            return false;
        }
        var parser = new EventJsonParser(utf8Json);
        return parser.TryParse(out e, out error);
    }

    /// <summary>
    /// Writes the event without spaces or a newline, about 510 bytes. A speed or price that is not finite, which JSON cannot hold as a
    /// number, is written as the string NaN, Infinity or -Infinity; <see cref="TryParse"/> refuses it.
    /// </summary>
    public static void Write(ContentDownloadEvent e, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(output);
        var writer = _writer ??= new Utf8JsonWriter(output, WriterOptions);
        writer.Reset(output);
        EventJsonWriter.Write(e, writer);
        writer.Flush();
    }
}
