using System.Buffers;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Limits;

/// <summary>Reads the whole body of a request, up to a route's limit. The server drops the rest of a longer one.</summary>
internal static class BoundedBody
{
    private const int FirstBytes = 4096;

    /// <param name="maxBytes">Longest body that is read.</param>
    /// <param name="advice">What to do with a longer one; a sentence.</param>
    /// <exception cref="ProblemException">The body is longer than allowed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, int maxBytes, string advice, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes, advice);
        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? FirstBytes) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(1), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > maxBytes)
                throw TooLarge(maxBytes, advice);
        }
    }

    private static ProblemException TooLarge(int maxBytes, string advice)
        => new(ProblemKind.TooLarge, FormattableString.Invariant($"A body may have at most {maxBytes} bytes. {advice}"));
}
