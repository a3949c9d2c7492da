using System.Globalization;
using System.Text;
using Orleans.Streams;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// One queue for each partition of the log: queue n holds stream n. Partitions can be added while it is in use and are never removed.
/// </summary>
internal sealed class LogQueueMapper(string providerName, IEventLog log) : IStreamQueueMapper
{
    private volatile int[] _partitions = [];

    /// <summary>Numbers of the known partitions, ascending.</summary>
    public IReadOnlyList<int> Partitions => _partitions;

    /// <summary>The queue of a partition.</summary>
    public QueueId QueueOf(int partition) => QueueId.GetQueueId(providerName, (uint)partition, (uint)partition);

    /// <summary>The partition of a queue.</summary>
    public static int PartitionOf(QueueId queue) => (int)queue.GetNumericId();

    public IEnumerable<QueueId> GetAllQueues() => _partitions.Select(QueueOf);

    public QueueId GetQueueForStream(StreamId streamId)
        => QueueOf(int.Parse(Encoding.UTF8.GetString(streamId.Key.Span), NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>Asks the log for its partitions.</summary>
    /// <returns>Whether there are new ones.</returns>
    /// <exception cref="LogUnavailableException">The log cannot be reached; what is known stays.</exception>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var found = (await log.GetPartitionsAsync(cancellationToken)).Select(static p => p.Partition).Union(_partitions).Order().ToArray();
        if (found.Length == _partitions.Length)
            return false;
        _partitions = found;
        return true;
    }
}
