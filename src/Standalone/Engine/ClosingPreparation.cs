using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// Makes the rows of the window that closes next while it is still open, and lets the sink write them ahead. Events in order have all come
/// an out-of-orderness before the watermark passes the window's end; what comes in the meantime makes single rows again.
/// </summary>
internal sealed class ClosingPreparation(PipelineSettings settings, CommitRunner commits)
{
    /// <summary>
    /// Rows of a kind that are made at a time, so that the merge loop is not kept from its messages for more than some milliseconds.
    /// </summary>
    private const int RowsAtATime = 2000;

    /// <summary>A window with fewer keys is written as fast when it closes.</summary>
    private const int LeastKeys = 500;

    /// <summary>Written ahead while no more than this part of the rows would have to be written again.</summary>
    private const int LargestStalePart = 8;

    private readonly long _leadMs = (long)Math.Min(settings.OutOfOrderness.TotalMilliseconds, settings.WindowSize.TotalMilliseconds) / 2;
    private long _writtenStartMs = long.MinValue;

    /// <summary>Does a part of it, if it is time.</summary>
    public void Prepare(WindowMerger merger, long watermarkMs, CancellationToken cancellationToken)
    {
        if (merger.Windows.FirstOrDefault(static w => w.Phase == WindowPhase.Open) is not { } next || next.Range.StartMs <= _writtenStartMs)
            return;
        if (next.Range.EndMs > watermarkMs + _leadMs || next.Count < LeastKeys)
            return;
        next.PrepareRows(RowsAtATime);
        if (next.StaleRows * LargestStalePart > next.Count)
            return;
        _writtenStartMs = next.Range.StartMs;
        _ = commits.PrepareAsync(next.AllRows(), cancellationToken);
    }
}
