using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Output;

/// <summary>Prints results on standard output: lines for people, in which nothing from outside can control the terminal, or JSON.</summary>
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

    /// <summary>Prints one line; control characters in it are escaped.</summary>
    public static void Line(FormattableString text) => Text(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same of a text that is ready.</summary>
    public static void Text(string line) => Console.Out.WriteLine(PrintableText.Line(line));

    /// <summary>Prints the result as JSON, which escapes them too.</summary>
    public static void WriteJson<T>(T result) => Console.Out.WriteLine(JsonSerializer.Serialize(result, Options));
}
