using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Events;

namespace StreamPulse.Operations.Generate;

/// <summary>
/// Posts events to the API's ingest route. A busy or unreachable server is retried for a bounded time; an event may then be accepted twice.
/// </summary>
public sealed class HttpEventOutput(HttpClient client, Uri address, EventFileFormat format) : IEventOutput
{
    private const int MostAttempts = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Events that the server rejected.</summary>
    public long Rejected { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The server does not accept events.</exception>
    public async Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken)
    {
        var body = format == EventFileFormat.Avro ? Avro(events) : Lines(events);
        for (var attempt = 1; ; attempt++)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(
                format == EventFileFormat.Avro ? "application/avro" : "application/x-ndjson");
            try
            {
                using var response = await client.PostAsync(address, content, cancellationToken);
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                    || attempt == MostAttempts)
                {
                    if (!response.IsSuccessStatusCode)
                        throw new HttpRequestException(await ReasonAsync(response, cancellationToken), null, response.StatusCode);
                    using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
                    Rejected += answer.RootElement.GetProperty("rejected").GetInt64();
                    return;
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is null && attempt < MostAttempts)
            {
                // Not reachable; try again.
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the server answered, and what to do about it where that is known.</summary>
    private async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var said = "";
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
            said = $" {problem.RootElement.GetProperty("detail").GetString()}";
        }

        var advice = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? " Set STREAMPULSE_TOKEN, or STREAMPULSE_TOKEN_FILE to a file, with a token that has the scope ingest; ./streampulse token "
                + "makes one."
            : "";
        return FormattableString.Invariant($"{address} answered {(int)response.StatusCode}.{said}{advice}");
    }

    private static byte[] Lines(IReadOnlyList<ContentDownloadEvent> events)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var e in events)
        {
            EventJson.Write(e, lines);
            lines.Write("\n"u8);
        }

        return lines.WrittenSpan.ToArray();
    }

    private static byte[] Avro(IReadOnlyList<ContentDownloadEvent> events)
    {
        using var stream = new MemoryStream();
        using (var writer = new AvroContainerWriter(stream))
        {
            foreach (var e in events)
                writer.Write(e);
        }

        return stream.ToArray();
    }
}
