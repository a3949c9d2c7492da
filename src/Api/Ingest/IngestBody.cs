using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Ingest;

/// <summary>Reads the whole body of a request, up to a limit.</summary>
internal static class IngestBody
{
    /// <exception cref="ProblemException">The body is larger than allowed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);

        // The limit below is ours. The server's own (30 MB by default) also counts chunk framing, so it is set a little higher.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = (2L * maxBytes) + 4096;

        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(1), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > maxBytes)
                throw TooLarge(maxBytes);
        }
    }

    private static ProblemException TooLarge(int maxBytes)
        => new(
            ProblemKind.TooLarge,
            FormattableString.Invariant(
                $"A body may have at most {maxBytes} bytes. Nothing was appended; split the events into several requests."));
}
