using System.Text.Json;

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

    public static void WriteJson<T>(T result) => Console.Out.WriteLine(JsonSerializer.Serialize(result, Options));
}
