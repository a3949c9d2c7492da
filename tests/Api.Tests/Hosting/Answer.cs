using System.Net;
using System.Text.Json;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>A response read whole.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, string Body, TimeSpan? RetryAfter)
{
    /// <summary>All headers, each as one text.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    private readonly Lazy<JsonElement> _json = new(() => JsonDocument.Parse(Body).RootElement);

    public JsonElement Json => _json.Value;

    /// <summary>Names of an object's properties in the order in which they were sent.</summary>
    public static string[] Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name).ToArray();

    /// <summary>The items of <c>data</c>.</summary>
    public JsonElement[] Data => Json.GetProperty("data").EnumerateArray().ToArray();

    /// <summary>One property of each item of <c>data</c>, as its JSON text.</summary>
    public string[] Column(string name) => Data.Select(item => item.GetProperty(name).ToString()).ToArray();
}
