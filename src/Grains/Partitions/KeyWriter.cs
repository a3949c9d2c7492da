using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Partitions;

/// <summary>Tells keys of windows to write their rows, so many at a time, and notes which have.</summary>
internal sealed class KeyWriter(IGrainFactory grains, int partition, int keysInFlight)
{
    /// <summary>Ends when a row that holds it is durable for each of the partials.</summary>
    /// <param name="leaving">
    /// Ends the waiting: an activation that is about to go must not wait for rows, because making them needs its own answers.
    /// </param>
    /// <exception cref="TimeoutException">The activation leaves, or a row took too long. The rest is still to be written.</exception>
    public async Task WriteAsync(PartitionWindow window, DownloadAccumulator[] partials, CancellationToken leaving)
    {
        try
        {
            var room = new SemaphoreSlim(keysInFlight); // not disposed: calls that nobody waits for any more release it later
            var writing = new List<Task>(partials.Length);
            foreach (var partial in partials)
            {
                await room.WaitAsync(leaving);
                writing.Add(WriteAsync(window, partial, room));
            }

            await Task.WhenAll(writing).WaitAsync(leaving);
        }
        catch (OperationCanceledException e) when (leaving.IsCancellationRequested)
        {
            throw new TimeoutException($"Partition {partition} moves to another activation; ask again.", e);
        }
    }

    private async Task WriteAsync(PartitionWindow window, DownloadAccumulator partial, SemaphoreSlim room)
    {
        try
        {
            await KeyGrainOf(partial).WriteAsync(new WindowNotice(window.StartMs, partition, partial.Total));
            window.NoteWritten(partial);
        }
        finally
        {
            room.Release();
        }
    }

    private IKeyGrain KeyGrainOf(DownloadAccumulator partial)
    {
        var key = GrainKeys.Of(partial.Kind, partial.Key);
        return partial.Kind switch
        {
            AccumulatorKind.Content => grains.GetGrain<IContentStatsGrain>(key),
            AccumulatorKind.Region => grains.GetGrain<IRegionHealthGrain>(key),
            _ => grains.GetGrain<IDeviceStatsGrain>(key),
        };
    }
}
