using System.Buffers;
using System.Text;
using System.Text.Json;

namespace StreamPulse.Storage.Commits;

/// <summary>Counts by error_code as a JSON object.</summary>
internal static class ErrorCountsJson
{
    public static string Write(IReadOnlyList<KeyValuePair<string, long>> counts)
    {
        if (counts.Count == 0)
            return "{}";
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var (code, count) in counts)
                json.WriteNumber(code, count);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Reads it back, most first, then by code (ordinal).</summary>
    public static IReadOnlyList<KeyValuePair<string, long>> Read(string json)
        => [.. JsonSerializer.Deserialize<Dictionary<string, long>>(json)!.OrderByDescending(static e => e.Value)
            .ThenBy(static e => e.Key, StringComparer.Ordinal)];
}
