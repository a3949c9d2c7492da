using StreamPulse.Bench.Events;
using StreamPulse.Log;
using StreamPulse.Generator;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>Fills a log before the measurement.</summary>
internal static class LogFill
{
    private const int ChunkEvents = 100_000;
    private const int BatchEvents = 5_000;

    /// <summary>Appends the first <paramref name="events"/> of a traffic, in order within each region.</summary>
    /// <returns>Bytes of the events.</returns>
    public static async Task<long> GenerateAsync(IEventLogAppender log, GeneratorOptions options, long events)
    {
        var downloads = new DownloadGenerator(options);
        long bytes = 0;
        for (long first = 0; first < events; first += ChunkEvents)
        {
            var count = (int)Math.Min(ChunkEvents, events - first);
            var chunk = EncodedEvents.Generate(downloads, count);
            bytes += await AppendAsync(log, chunk);
        }

        return bytes;
    }

    /// <summary>The same, evenly over the live partitions: the record's key, not the event's region, decides the partition.</summary>
    /// <returns>Bytes of the events.</returns>
    public static async Task<long> SpreadAsync(
        IEventLogAppender log, GeneratorOptions options, long events, int partitions = PartitionKeys.Partitions)
    {
        var keys = PartitionKeys.For(partitions);
        long bytes = 0;
        var downloads = new DownloadGenerator(options);
        var batch = new AppendBatch();
        for (long first = 0; first < events; first += ChunkEvents)
        {
            var chunk = EncodedEvents.Generate(downloads, (int)Math.Min(ChunkEvents, events - first));
            for (var i = 0; i < chunk.Count; i++)
            {
                batch.Add(keys[(int)((first + i) % partitions)], chunk[i]);
                bytes += chunk[i].Length;
                if (batch.Count < BatchEvents && i + 1 < chunk.Count)
                    continue;
                await log.AppendAsync(batch, CancellationToken.None);
                batch.Clear();
            }
        }

        return bytes;
    }

    /// <summary>Appends all events.</summary>
    /// <returns>Their bytes.</returns>
    public static async Task<long> AppendAsync(IEventLogAppender log, EncodedEvents events)
    {
        long bytes = 0;
        var batch = new AppendBatch();
        for (var i = 0; i < events.Count; i++)
        {
            batch.Add(events.RegionKeys[events.RegionOf(i)], events[i]);
            bytes += events[i].Length;
            if (batch.Count < BatchEvents && i + 1 < events.Count)
                continue;
            await log.AppendAsync(batch, CancellationToken.None);
            batch.Clear();
        }

        return bytes;
    }
}
