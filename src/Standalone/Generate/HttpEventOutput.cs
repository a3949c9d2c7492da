using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Events;

namespace StreamPulse.Standalone.Generate;

/// <summary>Posts events to the API's ingest route. A busy or absent server is asked again for a bounded time; an event may then be taken twice.</summary>
public sealed class HttpEventOutput(HttpClient client, Uri address, EventFileFormat format) : IEventOutput
{
    private const int MostAttempts = 30;

    /// <summary>Events that the server did not take, as it said.</summary>
    public long Rejected { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The server does not take events.</exception>
    public async Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken)
    {
        var body = format == EventFileFormat.Avro ? Avro(events) : Lines(events);
        for (var attempt = 1; ; attempt++)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(format == EventFileFormat.Avro ? "application/avro" : "application/x-ndjson");
            try
            {
                using var response = await client.PostAsync(address, content, cancellationToken);
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) || attempt == MostAttempts)
                {
                    response.EnsureSuccessStatusCode();
                    using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
                    Rejected += answer.RootElement.GetProperty("rejected").GetInt64();
                    return;
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is null && attempt < MostAttempts)
            {
                // Not reachable; try again.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
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
