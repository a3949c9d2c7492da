namespace StreamPulse.Import.Sorting;

/// <summary>An encoded event.</summary>
/// <param name="TimeMs">Its time, in milliseconds since the Unix epoch.</param>
/// <param name="Key">Key of its record.</param>
/// <param name="Value">The event in Avro.</param>
public readonly record struct SortedEvent(long TimeMs, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
