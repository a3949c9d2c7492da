using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>Events from values of the generic model.</summary>
internal static class GenericEvents
{
    /// <param name="record">A value of our own schema.</param>
    /// <param name="isText">False where a string is not UTF-8; it then has U+FFFD in its place.</param>
    public static ContentDownloadEvent ToEvent(AvroRecord record, out bool isText)
    {
        var valid = true;
        var content = (AvroRecord)record["content"]!;
        var download = (AvroRecord)record["download"]!;
        var user = (AvroRecord)record["user_context"]!;
        var e = new ContentDownloadEvent
        {
            EventId = Text(record["event_id"]),
            EventTimeMs = (long)record["timestamp"]!,
            UserId = Text(record["user_id"]),
            Content = new ContentInfo(
                Text(content["content_id"]),
                Text(content["title"]),
                Text(content["type"]),
                Text(content["category"]),
                (int)content["size_mb"]!,
                (float)content["price"]!),
            Download = new DownloadInfo(
                Text(download["status"]),
                (int)download["duration_seconds"]!,
                (float)download["speed_mbps"]!,
                NullableText(download["error_code"]),
                NullableText(download["error_message"])),
            UserContext = new UserContextInfo(
                Text(user["region"]),
                Text(user["city"]),
                Text(user["device"]),
                Text(user["os_version"]),
                Text(user["connection_type"])),
        };
        isText = valid;
        return e;

        string Text(object? value)
        {
            var text = (AvroText)value!;
            valid &= text.IsValid;
            return text.ToString();
        }

        string? NullableText(object? value) => ((AvroUnionValue)value!).Value is { } text ? Text(text) : null;
    }
}
