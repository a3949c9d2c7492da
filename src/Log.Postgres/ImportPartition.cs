namespace StreamPulse.Log.Postgres;

/// <summary>A partition that takes one imported file, and how far it has come.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Source">Name of the file, for people.</param>
/// <param name="ImportPosition">Items of the import that are stored: where to resume.</param>
/// <param name="ImportRejected">Lines that became dead letters so far.</param>
/// <param name="NextOffset">Offset that the next record gets: the number of records so far.</param>
/// <param name="ImportedInFileOrder">
/// Lines or records from the file's start that a version that did not sort by time has stored; 0 for none. They are part of
/// <paramref name="ImportPosition"/>.
/// </param>
public sealed record ImportPartition(
    int Partition, string Source, long ImportPosition, long ImportRejected, long NextOffset, long ImportedInFileOrder = 0)
{
    /// <summary>Whether the whole file is stored. Whether it is counted is another question.</summary>
    public bool IsSealed { get; init; }
}
