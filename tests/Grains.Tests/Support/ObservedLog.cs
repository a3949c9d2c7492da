using System.Collections.Concurrent;
using StreamPulse.Log;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>A log that counts who looks after it, and whose beginning a test can take away.</summary>
internal sealed class ObservedLog(IEventLog inner) : IEventLog
{
    private int _looks;

    /// <summary>How often the pipeline has asked which log it is. Every round that asks the log for its partitions begins so.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>First offset that is left, by partition.</summary>
    public ConcurrentDictionary<int, long> Earliest { get; } = new();

    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _looks);
        return inner.GetIdentityAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
        => [.. (await inner.GetPartitionsAsync(cancellationToken))
            .Select(p => p with { EarliestOffset = Math.Max(p.EarliestOffset, Earliest.GetValueOrDefault(p.Partition)) })];

    public ILogReader OpenReader(int partition, long fromOffset)
        => new Reader(this, inner.OpenReader(partition, fromOffset), partition, fromOffset);

    public void Checkpointed(int partition, long nextOffset) => inner.Checkpointed(partition, nextOffset);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // the test's database has it

    private sealed class Reader(ObservedLog log, ILogReader reader, int partition, long fromOffset) : ILogReader
    {
        private long _position = fromOffset;

        public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
        {
            if (log.Earliest.TryGetValue(partition, out var earliest) && _position < earliest)
                throw new OffsetOutOfRangeException(partition, _position, earliest, long.MaxValue);
            var batch = await reader.ReadAsync(maxWait, cancellationToken);
            _position = batch?.NextOffset ?? _position;
            return batch;
        }

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
