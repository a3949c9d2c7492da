namespace StreamPulse.Core.Avro.Generic;

/// <summary>An enum's value.</summary>
/// <param name="Index">Zero-based position of the symbol in the reader's enum.</param>
public sealed record AvroEnumValue(int Index, string Symbol);
