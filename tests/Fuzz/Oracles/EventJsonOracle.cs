using System.Text.Json;
using System.Text.RegularExpressions;
using StreamPulse.Core.Events;

namespace StreamPulse.Fuzz.Oracles;

/// <summary>Reads an event's JSON with the framework's document model, independently of the product's own parser.</summary>
internal static partial class EventJsonOracle
{
    private const int MaxDepth = 32;

    /// <summary>The event, or null for anything that is not exactly one event.</summary>
    public static ContentDownloadEvent? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or NotAnEventException)
        {
            return null;
        }
    }

    private static ContentDownloadEvent Read(JsonElement root)
    {
        var e = Members(root, "event_id", "timestamp", "user_id", "content", "download", "user_context");
        var content = Members(e["content"], "content_id", "title", "type", "category", "size_mb", "price");
        var download = Members(e["download"], "status", "duration_seconds", "speed_mbps", "error_code", "error_message");
        var user = Members(e["user_context"], "region", "city", "device", "os_version", "connection_type");
        return new ContentDownloadEvent
        {
            EventId = Text(e["event_id"]),
            EventTimeMs = Time(e["timestamp"]),
            UserId = Text(e["user_id"]),
            Content = new ContentInfo(
                Text(content["content_id"]), Text(content["title"]), Text(content["type"]), Text(content["category"]),
                Int(content["size_mb"]), Float(content["price"])),
            Download = new DownloadInfo(
                Text(download["status"]), Int(download["duration_seconds"]), Float(download["speed_mbps"]),
                OptionalText(download, "error_code"), OptionalText(download, "error_message")),
            UserContext = new UserContextInfo(
                Text(user["region"]), Text(user["city"]), Text(user["device"]), Text(user["os_version"]), Text(user["connection_type"])),
        };
    }

    /// <summary>The members of these names, each there once but for the two that may be missing; others are passed over.</summary>
    private static Dictionary<string, JsonElement> Members(JsonElement element, params string[] names)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new NotAnEventException();
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (Name(member) is { } name && names.Contains(name) && !members.TryAdd(name, member.Value))
                throw new NotAnEventException();
        }

        return names.All(name => members.ContainsKey(name) || name is "error_code" or "error_message")
            ? members
            : throw new NotAnEventException();
    }

    /// <summary>Null for a name that is no Unicode text.</summary>
    private static string? Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new NotAnEventException();
        }
        catch (InvalidOperationException)
        {
            throw new NotAnEventException();
        }
    }

    private static string? OptionalText(Dictionary<string, JsonElement> members, string name)
        => members.TryGetValue(name, out var element) && element.ValueKind != JsonValueKind.Null ? Text(element) : null;

    private static int Int(JsonElement element)
        => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) ? value : throw new NotAnEventException();

    private static float Float(JsonElement element)
        => element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out var value) && float.IsFinite(value)
            ? value
            : throw new NotAnEventException();

    private static long Time(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value))
            return value;
        return ZonedTime().IsMatch(Text(element)) && element.TryGetDateTimeOffset(out var instant)
            ? (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond
                - (instant.UtcTicks < DateTimeOffset.UnixEpoch.Ticks && instant.UtcTicks % TimeSpan.TicksPerMillisecond != 0 ? 1 : 0)
            : throw new NotAnEventException();
    }

    [GeneratedRegex(@"T.*(Z|[+-]\d\d(:\d\d)?)\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ZonedTime();

    private sealed class NotAnEventException : Exception;
}
