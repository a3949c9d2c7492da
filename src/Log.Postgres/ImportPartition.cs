namespace StreamPulse.Log.Postgres;

/// <summary>A partition that takes one imported file, and how far it has come.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Source">Name of the file, for people.</param>
/// <param name="ImportPosition">Lines or records of the file that are dealt with: where to go on.</param>
/// <param name="ImportRejected">Lines that became dead letters so far.</param>
/// <param name="NextOffset">Offset that the next record gets: the number of records so far.</param>
public sealed record ImportPartition(int Partition, string Source, long ImportPosition, long ImportRejected, long NextOffset);
