using System.Text.Json;

namespace StreamPulse.Core.Events;

/// <summary>Writes the event's properties in the order of the Avro schema.</summary>
internal static class EventJsonWriter
{
    private static readonly JsonEncodedText EventId = JsonEncodedText.Encode("event_id");
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText UserId = JsonEncodedText.Encode("user_id");
    private static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");
    private static readonly JsonEncodedText ContentId = JsonEncodedText.Encode("content_id");
    private static readonly JsonEncodedText Title = JsonEncodedText.Encode("title");
    private static readonly JsonEncodedText ContentType = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Category = JsonEncodedText.Encode("category");
    private static readonly JsonEncodedText SizeMb = JsonEncodedText.Encode("size_mb");
    private static readonly JsonEncodedText Price = JsonEncodedText.Encode("price");
    private static readonly JsonEncodedText Download = JsonEncodedText.Encode("download");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText DurationSeconds = JsonEncodedText.Encode("duration_seconds");
    private static readonly JsonEncodedText SpeedMbps = JsonEncodedText.Encode("speed_mbps");
    private static readonly JsonEncodedText ErrorCode = JsonEncodedText.Encode("error_code");
    private static readonly JsonEncodedText ErrorMessage = JsonEncodedText.Encode("error_message");
    private static readonly JsonEncodedText UserContext = JsonEncodedText.Encode("user_context");
    private static readonly JsonEncodedText Region = JsonEncodedText.Encode("region");
    private static readonly JsonEncodedText City = JsonEncodedText.Encode("city");
    private static readonly JsonEncodedText Device = JsonEncodedText.Encode("device");
    private static readonly JsonEncodedText OsVersion = JsonEncodedText.Encode("os_version");
    private static readonly JsonEncodedText ConnectionType = JsonEncodedText.Encode("connection_type");

    public static void Write(ContentDownloadEvent e, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString(EventId, e.EventId);
        writer.WriteNumber(Timestamp, e.EventTimeMs);
        writer.WriteString(UserId, e.UserId);

        writer.WriteStartObject(Content);
        writer.WriteString(ContentId, e.Content.ContentId);
        writer.WriteString(Title, e.Content.Title);
        writer.WriteString(ContentType, e.Content.Type);
        writer.WriteString(Category, e.Content.Category);
        writer.WriteNumber(SizeMb, e.Content.SizeMb);
        WriteFloat(writer, Price, e.Content.Price);
        writer.WriteEndObject();

        writer.WriteStartObject(Download);
        writer.WriteString(Status, e.Download.Status);
        writer.WriteNumber(DurationSeconds, e.Download.DurationSeconds);
        WriteFloat(writer, SpeedMbps, e.Download.SpeedMbps);
        WriteNullable(writer, ErrorCode, e.Download.ErrorCode);
        WriteNullable(writer, ErrorMessage, e.Download.ErrorMessage);
        writer.WriteEndObject();

        writer.WriteStartObject(UserContext);
        writer.WriteString(Region, e.UserContext.Region);
        writer.WriteString(City, e.UserContext.City);
        writer.WriteString(Device, e.UserContext.Device);
        writer.WriteString(OsVersion, e.UserContext.OsVersion);
        writer.WriteString(ConnectionType, e.UserContext.ConnectionType);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteNullable(Utf8JsonWriter writer, JsonEncodedText name, string? value)
    {
        if (value is null)
            writer.WriteNull(name);
        else
            writer.WriteString(name, value);
    }

    private static void WriteFloat(Utf8JsonWriter writer, JsonEncodedText name, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteString(name, float.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
}
