namespace StreamPulse.Log.Postgres;

/// <summary>The same file was imported and counted completely before. Importing it again would count its events twice.</summary>
public sealed class ImportAlreadyDoneException(ImportPartition partition)
    : Exception($"This file was imported before as '{partition.Source}' (partition {partition.Partition}, {partition.NextOffset} events, "
        + $"{partition.ImportRejected} rejected lines). Nothing was imported.")
{
    public ImportPartition Partition { get; } = partition;
}

/// <summary>Another process imports the same file and is further on. Nothing was appended; a retry does not help.</summary>
public sealed class ImportConflictException(int partition, long expectedPosition, long actualPosition)
    : Exception($"Another process imports the same file: partition {partition} has {actualPosition} of its items, not {expectedPosition}. "
        + "Nothing was appended; let one of the two go on.")
{
    public int Partition { get; } = partition;
}
