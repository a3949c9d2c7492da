using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Operations.Imports;

/// <summary>Waits until a running pipeline, in this process or another, has processed a partition.</summary>
public sealed class ProcessingWait(PostgresProgress pipeline, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Completes when the checkpoint has reached the partition's end and, if requested, all its windows have rows. While PostgreSQL
    /// is unreachable it waits.
    /// </summary>
    /// <param name="untilClosed">Whether to wait for open windows, which other partitions may hold back.</param>
    public async Task<ProcessedPartition> WaitAsync(
        int partition, bool untilClosed, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var processed = await pipeline.ReadProcessedAsync(partition, cancellationToken);
                progress?.Report(processed.Processed);
                if (processed.Processed == processed.Appended && (!untilClosed || processed.OpenWindows == 0))
                    return processed;
            }
            catch (StoreUnavailableException)
            {
                // The pipeline waits for PostgreSQL too.
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
