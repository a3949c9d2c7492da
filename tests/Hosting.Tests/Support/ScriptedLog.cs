using System.Collections.Concurrent;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>
/// A log that is not in the results' database and misbehaves as a test tells it to, over the records of a real one. Its offsets are those
/// of the real log times <paramref name="stride"/>, so that with a stride above 1 offsets are missing between records.
/// </summary>
internal sealed class ScriptedLog(PostgresEventLog inner, int stride = 1) : IEventLog, IEventLogAppender
{
    private int _asked;
    private long _silentTicks;

    public static readonly byte[] Key = "EU-London"u8.ToArray();

    public int Stride { get; } = stride;

    public LogIdentity Identity { get; set; } = new("kafka", "downloads", "first");

    /// <summary>While true every question fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>While true questions fail and reads find nothing, as with a client that keeps trying by itself.</summary>
    public bool IsSilentlyAway { get; set; }

    /// <summary>How long reads have waited for nothing because of that, all together.</summary>
    public TimeSpan SilentFor => TimeSpan.FromTicks(Interlocked.Read(ref _silentTicks));

    /// <summary>How often somebody has asked which log it is.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Partitions from this number on are not there yet.</summary>
    public int HiddenFrom { get; set; } = int.MaxValue;

    /// <summary>First offset that retention has left, by partition.</summary>
    public ConcurrentDictionary<int, long> Earliest { get; } = new();

    /// <summary>Last record that is left, by partition: the log was cut behind it.</summary>
    public ConcurrentDictionary<int, long> CutAt { get; } = new();

    /// <summary>What the log was told of checkpoints.</summary>
    public ConcurrentDictionary<int, long> Told { get; } = new();

    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return IsAway || IsSilentlyAway ? throw Away() : Task.FromResult(Identity);
    }

    public async Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
    {
        if (IsAway || IsSilentlyAway)
            throw Away();
        return
        [
            .. (await inner.GetPartitionsAsync(cancellationToken)).Where(p => p.Partition < HiddenFrom)
                .Select(
                    p => new LogPartition(p.Partition, Earliest.GetValueOrDefault(p.Partition), EndOf(p.Partition, p.EndOffset), false)),
        ];
    }

    public ILogReader OpenReader(int partition, long fromOffset) => new ScriptedReader(this, inner, partition, fromOffset);

    public ValueTask AppendAsync(AppendBatch batch, CancellationToken cancellationToken)
        => IsAway || IsSilentlyAway ? throw Away() : inner.AppendAsync(batch, cancellationToken);

    public void Checkpointed(int partition, long nextOffset) => Told[partition] = nextOffset;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Where the partition ends for the outside: behind its last record.</summary>
    public long EndOf(int partition, long innerEnd)
        => CutAt.TryGetValue(partition, out var cut) ? cut : innerEnd == 0 ? 0 : ((innerEnd - 1) * Stride) + 1;

    /// <summary>Offset in the real log of the first record at or after the offset.</summary>
    public long InnerOf(long offset) => (offset + Stride - 1) / Stride;

    public async Task<bool> IsSilentAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (!IsSilentlyAway)
            return false;
        await Task.Delay(maxWait, cancellationToken);
        Interlocked.Add(ref _silentTicks, maxWait.Ticks);
        return true;
    }

    public static LogUnavailableException Away() => new("The broker at 127.0.0.1:9 does not answer.");
}
