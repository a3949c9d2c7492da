using StreamPulse.Log;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>A log without partitions that nobody may read.</summary>
internal sealed class EmptyLog : IEventLog
{
    public Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<LogPartition>>([]);

    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
        => Task.FromResult(new LogIdentity("embedded", string.Empty, null));

    public ILogReader OpenReader(int partition, long fromOffset) => throw new InvalidOperationException("The log is empty.");

    public void Checkpointed(int partition, long nextOffset)
    {
        // Nothing is read from it.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
