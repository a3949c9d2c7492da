using System.Text;
using System.Text.Json.Nodes;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Events;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>Events as clients send them.</summary>
internal static class TestEvents
{
    public static JsonObject Json(
        string eventId, string region = "EU-Paris", DateTimeOffset? eventTime = null, double speed = 42.5,
        string title = "Avengers") => new()
    {
        ["event_id"] = eventId,
        ["timestamp"] = (eventTime ?? Seed.Now).ToUnixTimeMilliseconds(),
        ["user_id"] = "user-1",
        ["content"] = new JsonObject
        {
            ["content_id"] = "mov_avengers_2", ["title"] = title, ["type"] = "movie", ["category"] = "action", ["size_mb"] = 2048,
            ["price"] = 9.99,
        },
        ["download"] = new JsonObject
        {
            ["status"] = "success", ["duration_seconds"] = 60, ["speed_mbps"] = speed, ["error_code"] = null, ["error_message"] = null,
        },
        ["user_context"] = new JsonObject
        {
            ["region"] = region, ["city"] = "Paris", ["device"] = "iPhone 15 Pro", ["os_version"] = "iOS 17", ["connection_type"] = "wifi",
        },
    };

    /// <summary>The events as a body of that media type.</summary>
    public static byte[] Body(string mediaType, IReadOnlyList<JsonObject> events, AvroCodec codec = AvroCodec.Null) => mediaType switch
    {
        "application/json" => Encoding.UTF8.GetBytes(new JsonArray(events.Select(e => (JsonNode)e.DeepClone()).ToArray()).ToJsonString()),
        "application/x-ndjson" => Encoding.UTF8.GetBytes(string.Concat(events.Select(e => e.ToJsonString() + "\n"))),
        _ => Container(events, codec),
    };

    /// <summary>event_id of an appended record.</summary>
    public static string IdOf((byte[] Key, byte[] Value) record)
    {
        Assert.True(AvroEventReader.TryRead(record.Value, out var view));
        return Encoding.UTF8.GetString(view.EventId);
    }

    private static byte[] Container(IReadOnlyList<JsonObject> events, AvroCodec codec)
    {
        using var file = new MemoryStream();
        using (var writer = new AvroContainerWriter(file, codec, blockBytes: 16 * 1024))
        {
            foreach (var e in events)
            {
                Assert.True(EventJson.TryParse(Encoding.UTF8.GetBytes(e.ToJsonString()), out var parsed, out var error), error);
                writer.Write(parsed);
            }
        }

        return file.ToArray();
    }
}
