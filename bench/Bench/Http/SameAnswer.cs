using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamPulse.Bench.Http;

/// <summary>Whether two servers give the same body: the same names in the same order with the same values.</summary>
internal static class SameAnswer
{
    /// <summary>Asks both.</summary>
    /// <exception cref="InvalidOperationException">The bodies differ, or they hold no region.</exception>
    public static async Task RequireAsync(Uri first, Uri second, string path)
    {
        using var client = new HttpClient();
        var a = await client.GetStringAsync(new Uri(first, path));
        var b = await client.GetStringAsync(new Uri(second, path));
        if (!AreEqual(a, b))
            throw new InvalidOperationException($"The answers to {path} differ:\n{a}\n{b}");
        if (JsonNode.Parse(a)?["count"]?.GetValue<int>() is not > 0)
            throw new InvalidOperationException($"The answers to {path} are empty, so nothing would be measured: {a}");
    }

    /// <summary>Compares two bodies. How a number or a character is spelled does not matter.</summary>
    public static bool AreEqual(string a, string b)
    {
        using var first = JsonDocument.Parse(a);
        using var second = JsonDocument.Parse(b);
        return JsonElement.DeepEquals(first.RootElement, second.RootElement)
            && Names(first.RootElement).SequenceEqual(Names(second.RootElement));
    }

    /// <summary>All names in their order.</summary>
    private static IEnumerable<string> Names(JsonElement element)
        => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(static p => Names(p.Value).Prepend(p.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
            _ => [],
        };
}
