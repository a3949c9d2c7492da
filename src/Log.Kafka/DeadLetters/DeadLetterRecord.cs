namespace StreamPulse.Log.Kafka.DeadLetters;

/// <summary>A record of the topic that could not be used, for the dead-letter topic.</summary>
/// <param name="Id">Of the row in dead_letters.</param>
/// <param name="Partition">Where it stands in the topic.</param>
/// <param name="Offset">Where it stands in the partition.</param>
/// <param name="Reason">A stable word.</param>
/// <param name="Detail">The reason in a sentence, for people.</param>
/// <param name="IngestionTime">When the topic took it, or when it was first read with CreateTime; null where that is not known.</param>
/// <param name="Key">As it was; null for none.</param>
/// <param name="Value">As it was.</param>
public sealed record DeadLetterRecord(
    long Id, int Partition, long Offset, string Reason, string Detail, DateTimeOffset? IngestionTime, byte[]? Key, byte[] Value);
