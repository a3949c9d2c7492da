using StreamPulse.Core.Partials;

namespace StreamPulse.Pipeline.Ports;

/// <summary>
/// Calls that live answers are made of. Each may be lost, made twice, or answered by an operator that was replaced.
/// </summary>
public interface ILivePeer
{
    /// <summary>Asks the closing operator which windows are open.</summary>
    /// <exception cref="TimeoutException">No answer came.</exception>
    Task<OpenWindowList> GetOpenWindowsAsync(CancellationToken cancellationToken);

    /// <summary>Asks a partition for what has changed in some windows, committed or not.</summary>
    /// <exception cref="TimeoutException">No answer came.</exception>
    Task<LiveChanges> GetChangesAsync(int partition, LiveRequest request, CancellationToken cancellationToken);
}

/// <summary>What the closing operator knows of the windows that are open.</summary>
/// <param name="WatermarkMs">The merged watermark, or <see cref="Core.Windows.Watermark.None"/>.</param>
/// <param name="WindowStartsMs">Windows that have events and are not closed, ascending.</param>
/// <param name="Partitions">
/// Every partition, and its activation that reported last; empty while not all of them have reported to this operator.
/// </param>
/// <param name="IsCaughtUp">
/// Whether the partitions have read what was in the log when this operator or one of them began: before that answers would lack events that
/// may have been shown already.
/// </param>
public sealed record OpenWindowList(
    long WatermarkMs, long[] WindowStartsMs, IReadOnlyList<(int Partition, Guid Activation)> Partitions, bool IsCaughtUp);

/// <summary>Which partials are wanted.</summary>
/// <param name="Activation">Of the last answer; another activation answers with everything.</param>
/// <param name="Update">Of the last answer.</param>
/// <param name="KnownWindows">Windows among <paramref name="WindowStartsMs"/> that the last answer was about.</param>
public sealed record LiveRequest(Guid Activation, long Update, long[] WindowStartsMs, long[] KnownWindows);

/// <summary>Changed partials of one partition.</summary>
/// <param name="Update">Number of the activation's last update.</param>
/// <param name="NextOffset">The prefix that the partials are of.</param>
/// <param name="Changed">By window that is in memory; whole partials, not differences.</param>
/// <param name="Evicted">Windows among those wanted that the partition had events of and no longer holds: they are closed.</param>
public sealed record LiveChanges(Guid Activation, long Update, long NextOffset, WindowPartials[] Changed, long[] Evicted);
