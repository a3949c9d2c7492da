namespace StreamPulse.Streaming;

/// <summary>
/// How a stream provider over an event log works. Nothing here changes what is delivered, only how much at a time and what it costs.
/// </summary>
public sealed class LogStreamOptions
{
    /// <summary>
    /// Namespace of the streams; the key of a stream is the number of its partition. Consumers subscribe implicitly by it.
    /// </summary>
    public string StreamNamespace { get; set; } = "log";

    /// <summary>
    /// Bytes of records after which a batch ends. Records that the log stores together are a batch of their own, without a copy, if they
    /// are at least half of this; the embedded log has up to 1 MiB of them. A larger value costs less per record. A batch is in an array
    /// of the pool, whose sizes are powers of two; the default fills one of 128 KiB.
    /// </summary>
    public int BatchBytes { get; set; } = 120 * 1024;

    /// <summary>
    /// Maximum number of batches of a partition that wait for their consumer; while that many wait, nothing is read. The memory used is
    /// this number times the size of a batch, at most <see cref="BatchBytes"/> or what the log stores together.
    /// </summary>
    public int CacheBatches { get; set; } = 20;

    /// <summary>
    /// How long a read waits for records before it is asked again. It waits without a thread; records and a shutdown end it at once.
    /// </summary>
    public TimeSpan ReadWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Pause between two reads of a partition that had nothing, or whose consumer is behind. A shorter pause makes events visible sooner
    /// and costs CPU.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How often the log is asked for new partitions. They are read after at most this long.</summary>
    public TimeSpan PartitionPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    /// <param name="name">Name of the provider, for the message.</param>
    public IReadOnlyList<string> Problems(string name)
    {
        var problems = new List<string>();
        if (StreamNamespace.Length is < 1 or > 100)
            problems.Add($"Streams:{name}:StreamNamespace is '{StreamNamespace}'; allowed are 1 to 100 characters.");
        CheckNumber(nameof(BatchBytes), BatchBytes, 1024, 16 * 1024 * 1024);
        CheckNumber(nameof(CacheBatches), CacheBatches, 10, 100_000);
        CheckTime(nameof(ReadWait), ReadWait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        CheckTime(nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        CheckTime(nameof(PartitionPoll), PartitionPoll, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        return problems;

        void CheckNumber(string key, int value, int least, int most)
        {
            if (value < least || value > most)
                problems.Add($"Streams:{name}:{key} is {value}; allowed are {least} to {most}.");
        }

        void CheckTime(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
                problems.Add($"Streams:{name}:{key} is {value:c}; allowed are {least:c} to {most:c}.");
        }
    }
}
