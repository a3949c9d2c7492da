using System.IO.Pipelines;

namespace StreamPulse.Api.Limits;

/// <summary>The bytes that go to a client, as the server writes them, until they are replaced by others once.</summary>
internal sealed class ReplaceableOutput(PipeWriter inner) : PipeWriter
{
    private const int LeastScratch = 4096;

    private byte[]? _scratch;

    /// <summary>Whether all that the server writes from now on is dropped.</summary>
    private bool IsReplaced => _scratch is not null;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <summary>Sends these bytes, and nothing that is written afterwards. What was written before is sent first.</summary>
    public void ReplaceBy(ReadOnlySpan<byte> bytes)
    {
        if (IsReplaced)
            return;
        bytes.CopyTo(inner.GetSpan(bytes.Length));
        inner.Advance(bytes.Length);
        _scratch = new byte[LeastScratch];
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (!IsReplaced)
            return inner.GetMemory(sizeHint);
        if (_scratch!.Length < sizeHint)
            _scratch = new byte[sizeHint];
        return _scratch;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => IsReplaced ? GetMemory(sizeHint).Span : inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (!IsReplaced)
            inner.Advance(bytes);
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        => IsReplaced ? inner.FlushAsync(cancellationToken) : inner.WriteAsync(source, cancellationToken);

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
