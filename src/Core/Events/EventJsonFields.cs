using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace StreamPulse.Core.Events;

/// <summary>The properties of one object of the event's JSON: names, paths for errors, and which may not be missing.</summary>
internal sealed class EventJsonFields
{
    private readonly (EventJsonField Field, byte[] Name, string Path)[] _entries;

    private EventJsonFields(string path, uint optional, params (EventJsonField Field, string Name)[] entries)
    {
        Path = path;
        var prefix = path == "$" ? "" : path + ".";
        _entries = [.. entries.Select(entry => (entry.Field, Encoding.UTF8.GetBytes(entry.Name), prefix + entry.Name))];
        foreach (var (field, _) in entries)
            Required |= 1u << (int)field;
        Required &= ~optional;
    }

    public static EventJsonFields Root { get; } = new("$", 0,
        (EventJsonField.EventId, "event_id"), (EventJsonField.EventTime, "timestamp"), (EventJsonField.UserId, "user_id"),
        (EventJsonField.Content, "content"), (EventJsonField.Download, "download"), (EventJsonField.UserContext, "user_context"));

    public static EventJsonFields Content { get; } = new("content", 0,
        (EventJsonField.ContentId, "content_id"), (EventJsonField.Title, "title"), (EventJsonField.ContentType, "type"),
        (EventJsonField.Category, "category"), (EventJsonField.SizeMb, "size_mb"), (EventJsonField.Price, "price"));

    public static EventJsonFields Download { get; } = new("download",
        (1u << (int)EventJsonField.ErrorCode) | (1u << (int)EventJsonField.ErrorMessage),
        (EventJsonField.Status, "status"), (EventJsonField.DurationSeconds, "duration_seconds"), (EventJsonField.SpeedMbps, "speed_mbps"),
        (EventJsonField.ErrorCode, "error_code"), (EventJsonField.ErrorMessage, "error_message"));

    public static EventJsonFields UserContext { get; } = new("user_context", 0,
        (EventJsonField.Region, "region"), (EventJsonField.City, "city"), (EventJsonField.Device, "device"),
        (EventJsonField.OsVersion, "os_version"), (EventJsonField.ConnectionType, "connection_type"));

    /// <summary>Path of the object; <c>$</c> for the event itself.</summary>
    public string Path { get; }

    /// <summary>Bits of the properties that may not be missing.</summary>
    public uint Required { get; }

    /// <summary>Which property the name at the reader's place is; false for a name that is not known.</summary>
    public bool TryFind(ref Utf8JsonReader reader, out EventJsonField field, out string path)
    {
        foreach (var entry in reader.ValueIsEscaped && HasHalfPair(reader.ValueSpan) ? [] : _entries)
        {
            if (reader.ValueTextEquals(entry.Name))
            {
                (field, _, path) = entry;
                return true;
            }
        }
        (field, path) = (default, "");
        return false;
    }

    /// <summary>
    /// Whether \u escapes leave half of a surrogate pair. Such a name is none of ours; the reader would not compare it but throw.
    /// </summary>
    private static bool HasHalfPair(ReadOnlySpan<byte> escaped)
    {
        const int EscapeLength = 6;
        var needsLow = false;
        while (!escaped.IsEmpty)
        {
            var isUnicode = escaped is [(byte)'\\', (byte)'u', _, _, _, _, ..];
            var unit = isUnicode && Utf8Parser.TryParse(escaped[2..EscapeLength], out ushort parsed, out _, 'x') ? (char)parsed : ' ';
            if (char.IsLowSurrogate(unit) != needsLow)
                return true;
            needsLow = char.IsHighSurrogate(unit);
            escaped = escaped[(isUnicode ? EscapeLength : escaped[0] == '\\' ? 2 : 1)..];
        }

        return needsLow;
    }

    public string PathOf(EventJsonField field) => _entries.First(entry => entry.Field == field).Path;
}
