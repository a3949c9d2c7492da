namespace StreamPulse.Core.Avro.Generic;

/// <summary>A union's value and which of the union's types it is of.</summary>
/// <param name="Branch">Zero-based position of the type in the reader's union.</param>
public sealed record AvroUnionValue(int Branch, object? Value);
