using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamPulse.Cli.Output;

/// <summary>Prints a result as JSON.</summary>
internal static class ResultWriter
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The result as a tree that can be added to.</summary>
    public static JsonNode ToNode<T>(T result) => JsonSerializer.SerializeToNode(result, Options)!;

    public static void WriteJson<T>(T result) => Console.Out.WriteLine(JsonSerializer.Serialize(result, Options));
}
