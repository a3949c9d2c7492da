using System.Buffers;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Ingest;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Limits;

/// <summary>
/// The whole body of a request, up to a route's limit. Its memory grows with what arrives, whatever length the request announces, and goes
/// back to a pool. The server drops the rest of a longer one.
/// </summary>
internal sealed class BoundedBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private readonly IngestReservation? _memory;
    private byte[] _buffer;
    private int _length;

    private BoundedBody(int firstBytes, IngestReservation? memory)
    {
        _memory = memory;
        memory?.Grow(firstBytes);
        _buffer = ArrayPool<byte>.Shared.Rent(firstBytes);
        memory?.Grow(_buffer.Length - firstBytes);
    }

    /// <summary>What was read; not valid after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <param name="maxBytes">Longest body that is read.</param>
    /// <param name="advice">What to do with a longer one; a sentence.</param>
    /// <param name="memory">What the memory is counted for; null if it is not counted.</param>
    /// <exception cref="ProblemException">The body is longer than allowed, or there is no memory for it now.</exception>
    public static async Task<BoundedBody> ReadAsync(
        HttpRequest request, int maxBytes, string advice, IngestReservation? memory, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes, advice);
        var body = new BoundedBody((int)Math.Min((request.ContentLength ?? FirstBytes) + 1, FirstBytes), memory);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken).ConfigureAwait(false)) > 0)
            {
                body._length += read;
                if (body._length > maxBytes)
                    throw TooLarge(maxBytes, advice);
                if (body._length == body._buffer.Length)
                    body.Grow();
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Replace([]);

    private void Grow()
    {
        var wanted = _buffer.Length * 2;
        _memory?.Grow(wanted);
        var next = ArrayPool<byte>.Shared.Rent(wanted);
        _buffer.AsSpan(0, _length).CopyTo(next);
        _memory?.Grow(next.Length - wanted);
        Replace(next);
    }

    private void Replace(byte[] next)
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _memory?.Shrink(_buffer.Length);
        }

        _buffer = next;
    }

    private static ProblemException TooLarge(int maxBytes, string advice)
        => new(ProblemKind.TooLarge, FormattableString.Invariant($"A body may have at most {maxBytes} bytes. {advice}"));
}
