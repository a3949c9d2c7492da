using Microsoft.Extensions.Logging;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Pipeline.Rows;

namespace StreamPulse.Grains.Rows;

/// <summary>Makes the operators of row grains.</summary>
internal sealed class RowOperatorFactory(IRowStore store, IPartitionPeer partitions, PipelineSettings settings, ILogger<RowOperator> logger)
{
    /// <summary>An operator that knows nothing yet.</summary>
    public RowOperator Create(AccumulatorKind kind) => new(kind, store, partitions, settings, logger);

    /// <summary>Runs the work on the thread pool: many keys take long, and a grain's turn should be short.</summary>
    public static async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(RowOperator rows, long[] windowStartsMs)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await rows.WriteAsync(windowStartsMs, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The same for rows that are made in advance. While the store is away, they are not.</summary>
    public static async Task PrepareAsync(RowOperator rows, long windowStartMs)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await rows.PrepareAsync(windowStartMs, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The next round reports it.
        }
    }
}
