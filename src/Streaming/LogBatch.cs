namespace StreamPulse.Streaming;

/// <summary>
/// Consecutive records of one partition, the item of a stream. It holds every record of [<see cref="FromOffset"/>,
/// <see cref="NextOffset"/>), also where the log's offsets have holes, so a consumer can tell by these two whether anything is missing
/// between two items.
/// </summary>
/// <remarks>
/// The alias has the version of the format of <see cref="Records"/>: a silo that knows another one refuses the batch, and its consumer
/// reads the records from the log. Version 1, with one record after the other, had no number.
/// </remarks>
[GenerateSerializer, Immutable, Alias("StreamPulse.LogBatch.2")]
public sealed class LogBatch
{
    /// <summary>Number of the partition.</summary>
    [Id(0)]
    public required int Partition { get; init; }

    /// <summary>Offset of the first record, or one before it where the log has a hole.</summary>
    [Id(1)]
    public required long FromOffset { get; init; }

    /// <summary>Offset at which the next batch begins.</summary>
    [Id(2)]
    public required long NextOffset { get; init; }

    /// <summary>The partition's end as known when the batch was read; at least <see cref="NextOffset"/>.</summary>
    [Id(3)]
    public required long EndOffset { get; init; }

    /// <summary>The records, as <see cref="LogBatchWriter"/> writes them.</summary>
    [Id(4)]
    public required byte[] Records { get; init; }

    /// <summary>Reads the records forward.</summary>
    public LogBatchReader Read() => new(this);
}
