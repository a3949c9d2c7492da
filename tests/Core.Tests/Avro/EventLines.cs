using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>
/// Events as lines of JSON for tests/interop: longs as decimal strings, floats as the hexadecimal digits of their bits, or NaN.
/// </summary>
internal static class EventLines
{
    public static byte[] Write(IEnumerable<ContentDownloadEvent> events)
        => Encoding.UTF8.GetBytes(string.Concat(events.Select(e => ToJson(e).ToJsonString() + "\n")));

    public static List<ContentDownloadEvent> Read(byte[] lines)
        => Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => FromJson(JsonNode.Parse(line)!))
            .ToList();

    private static JsonObject ToJson(ContentDownloadEvent e) => new()
    {
        ["event_id"] = e.EventId,
        ["timestamp"] = e.EventTimeMs.ToString(CultureInfo.InvariantCulture),
        ["user_id"] = e.UserId,
        ["content"] = new JsonObject
        {
            ["content_id"] = e.Content.ContentId,
            ["title"] = e.Content.Title,
            ["type"] = e.Content.Type,
            ["category"] = e.Content.Category,
            ["size_mb"] = e.Content.SizeMb,
            ["price"] = AvroTesting.FloatText(e.Content.Price),
        },
        ["download"] = new JsonObject
        {
            ["status"] = e.Download.Status,
            ["duration_seconds"] = e.Download.DurationSeconds,
            ["speed_mbps"] = AvroTesting.FloatText(e.Download.SpeedMbps),
            ["error_code"] = e.Download.ErrorCode,
            ["error_message"] = e.Download.ErrorMessage,
        },
        ["user_context"] = new JsonObject
        {
            ["region"] = e.UserContext.Region,
            ["city"] = e.UserContext.City,
            ["device"] = e.UserContext.Device,
            ["os_version"] = e.UserContext.OsVersion,
            ["connection_type"] = e.UserContext.ConnectionType,
        },
    };

    private static ContentDownloadEvent FromJson(JsonNode json)
    {
        var (content, download, user) = (json["content"]!, json["download"]!, json["user_context"]!);
        return new ContentDownloadEvent
        {
            EventId = Text(json, "event_id"),
            EventTimeMs = long.Parse(Text(json, "timestamp"), CultureInfo.InvariantCulture),
            UserId = Text(json, "user_id"),
            Content = new ContentInfo(
                Text(content, "content_id"), Text(content, "title"), Text(content, "type"), Text(content, "category"),
                (int)content["size_mb"]!, Float(content, "price")),
            Download = new DownloadInfo(
                Text(download, "status"),
                (int)download["duration_seconds"]!,
                Float(download, "speed_mbps"),
                (string?)download["error_code"],
                (string?)download["error_message"]),
            UserContext = new UserContextInfo(
                Text(user, "region"), Text(user, "city"), Text(user, "device"), Text(user, "os_version"), Text(user, "connection_type")),
        };
    }

    private static string Text(JsonNode json, string name) => (string)json[name]!;

    private static float Float(JsonNode json, string name)
        => Text(json, name) is var text && text == "NaN"
            ? float.NaN
            : BitConverter.UInt32BitsToSingle(uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
