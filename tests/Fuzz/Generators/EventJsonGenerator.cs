using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamPulse.Core.Events;

namespace StreamPulse.Fuzz.Generators;

/// <summary>
/// Events as JSON text: as the product writes it, or with other spaces, escapes, order, unknown properties, times as text, wrong types.
/// </summary>
internal static class EventJsonGenerator
{
    private static readonly string[] Times =
    [
        "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.1234567+01:00", "2026-03-01T12:00:00", "2026-03-01", "2026-03-01T12:00-0330",
        "2026-02-30T00:00:00Z",
        "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-03-01T12:00+00", "2026-03-01T24:00:00Z", "T-",
        "2026-03-01T12:00:60Z",
    ];

    public static byte[] Make(Random random)
    {
        var output = new ArrayBufferWriter<byte>(512);
        EventJson.Write(EventGenerator.Make(random), output);
        return random.Next(3) == 0 ? Otherwise(output.WrittenSpan, random) : output.WrittenSpan.ToArray();
    }

    private static byte[] Otherwise(ReadOnlySpan<byte> json, Random random)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        var target = random.Next(4) switch
        {
            0 => root, 1 => root["content"]!.AsObject(), 2 => root["download"]!.AsObject(), _ => root["user_context"]!.AsObject(),
        };
        switch (random.Next(8))
        {
            case 0:
                root["timestamp"] = Times[random.Next(Times.Length)];
                break;
            case 1:
                target.Add($"unknown{random.Next(3)}", new JsonObject { ["deep"] = new JsonArray(1, null, "x") });
                break;
            case 2:
                target.Remove(target.ElementAt(random.Next(target.Count)).Key);
                break;
            case 3:
                target[target.ElementAt(random.Next(target.Count)).Key] =
                    random.Next(4) switch { 0 => null, 1 => "7", 2 => 1.5, _ => true };
                break;
            case 4:
                var moved = target.ElementAt(0);
                target.Remove(moved.Key);
                target.Add(moved.Key, moved.Value);
                break;
            case 5:
                return Encoding.UTF8.GetBytes(
                    root.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }).ReplaceLineEndings(" "));
            case 6:
                return Escaped(root.ToJsonString(), random);
            default:
                break;
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>Some letters as \u escapes, in names as well.</summary>
    private static byte[] Escaped(string json, Random random)
    {
        var text = new StringBuilder();
        foreach (var c in json)
        {
            if (char.IsAsciiLetter(c) && random.Next(8) == 0)
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
