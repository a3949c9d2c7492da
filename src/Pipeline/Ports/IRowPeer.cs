using StreamPulse.Core.Accumulators;

namespace StreamPulse.Pipeline.Ports;

/// <summary>Calls to the operators that make rows, wherever they run.</summary>
public interface IRowPeer
{
    /// <summary>Makes the rows of a kind in some windows from what is committed, and writes them.</summary>
    /// <returns>By window, the versions by partition that its rows are made from.</returns>
    /// <exception cref="TimeoutException">No answer came; whether they were written is not known. Calling again does no harm.</exception>
    Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        AccumulatorKind kind, IReadOnlyList<long> windowStartsMs, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for the rows of a window that will close soon to be made in advance, so that writing them takes less time. Does not wait, and
    /// never fails: if the message is lost, they are made when the window closes.
    /// </summary>
    void Prepare(AccumulatorKind kind, long windowStartMs);
}
