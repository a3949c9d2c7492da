using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamPulse.Api.Tests.Hosting;

/// <summary>
/// The examples of docs/API.md: a fenced block of http, which is sent, and the fenced block after it, which is the answer.
/// </summary>
internal static partial class ApiExamples
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document with every answer replaced by the one that the service gives now.</summary>
    public static async Task<string> AnsweredAsync(string document, ApiHost api)
    {
        var result = new StringBuilder();
        var end = 0;
        foreach (Match example in Example().Matches(document))
        {
            var answer = await SendAsync(example.Groups["request"].Value, api);
            result.Append(document, end, example.Groups["answer"].Index - end).Append(answer).Append('\n');
            end = example.Groups["answer"].Index + example.Groups["answer"].Length;
        }

        return result.Append(document, end, document.Length - end).ToString();
    }

    private static async Task<string> SendAsync(string text, ApiHost api)
    {
        var (head, body) = text.Split("\n\n", 2) is [var h, var b] ? (h, b) : (text.TrimEnd('\n'), null);
        var lines = head.Split('\n');
        var words = lines[0].Split(' ');
        if (words[1] == "/api/stats/stream")
            return await FirstEventAsync(api);
        var request = new HttpRequestMessage(new HttpMethod(words[0]), words[1]);
        if (body is not null)
            request.Content = new StringContent(body);
        foreach (var header in lines.Skip(1).Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Content-Type")
                request.Content!.Headers.ContentType = new(header[1]);
            else
                request.Headers.Add(header[0], header[1]);
        }

        var answer = await api.SendAsync(request);
        if (answer.MediaType == "text/csv")
            return Csv(answer);
        return $"HTTP/1.1 {(int)answer.Status}\nContent-Type: {answer.MediaType}\n\n" + Steady(
            JsonSerializer.Serialize(answer.Json, Indented));
    }

    private static async Task<string> FirstEventAsync(ApiHost api)
    {
        await using var stream = await PushReader.OpenAsync(api);
        var first = await stream.NextAsync();
        return $"event: {first.Type}\ndata: {first.Json.GetRawText()}\nid: {first.Id}\nretry: 1000\n";
    }

    private static string Csv(Answer answer)
    {
        var facts = answer.Headers.Where(header => header.Key.StartsWith("X-", StringComparison.Ordinal))
            .OrderBy(header => header.Key, StringComparer.Ordinal);
        return $"HTTP/1.1 {(int)answer.Status}\nContent-Type: {answer.Headers["Content-Type"]}\n"
            + string.Concat(facts.Select(
                header => $"{header.Key}: {header.Value}\n")) + "\n" + answer.Body.Replace("\r\n", "\n", StringComparison.Ordinal)
                    .TrimEnd('\n');
    }

    /// <summary>What differs every time is shown as of one time.</summary>
    private static string Steady(string answer)
        => TraceId().Replace(
            CheckpointAge().Replace(answer, "${name}: 0.412"), "${name}: \"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\"");

    [GeneratedRegex("""```http\n(?<request>.*?)```\n+```\w*\n(?<answer>.*?)```""", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("""(?<name>"trace_id"): "[^"]*\x22""")]
    private static partial Regex TraceId();

    [GeneratedRegex("""(?<name>"(oldest_)?checkpoint_age_seconds"): [0-9.]+""")]
    private static partial Regex CheckpointAge();
}
