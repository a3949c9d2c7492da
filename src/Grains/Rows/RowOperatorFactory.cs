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
}
