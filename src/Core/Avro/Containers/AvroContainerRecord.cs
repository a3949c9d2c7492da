namespace StreamPulse.Core.Avro.Containers;

/// <summary>What a container file has at one place: a record, or the damaged rest of a block.</summary>
/// <param name="Avro">The event as bare Avro of our own schema; empty where it is none. Valid until the next record is read.</param>
/// <param name="Problem">Why it is no event, with its place in the file; null where it is one.</param>
/// <param name="Stored">
/// Where it is no event, the bytes that the file has for it: not compressed, unless decompressing them failed. Valid until the next
/// record is read.
/// </param>
/// <param name="RecordCount">
/// 1; for the damaged rest of a block the number of records in it, as the block claims and its length allows, and at least 1.
/// </param>
/// <param name="IsDamage">Whether it is the rest of a block, in which one record cannot be told from the next.</param>
public readonly record struct AvroContainerRecord(
    ReadOnlyMemory<byte> Avro, AvroFormatException? Problem, ReadOnlyMemory<byte> Stored, long RecordCount, bool IsDamage);
