using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// A record's value: its fields' values in the schema's order. Values are null, bool, int, long, float, double,
/// byte[] (bytes and fixed), <see cref="AvroText"/>, <see cref="AvroEnumValue"/>, <see cref="AvroRecord"/>,
/// <see cref="AvroUnionValue"/>, a list (arrays) or a list of key and value pairs (maps).
/// </summary>
public sealed class AvroRecord(AvroRecordSchema schema, object?[] values)
{
    public AvroRecordSchema Schema { get; } = schema;

    /// <summary>One for each field.</summary>
    public IReadOnlyList<object?> Values { get; } = values;

    /// <summary>The value of the field of that name.</summary>
    /// <exception cref="KeyNotFoundException">The record has no such field.</exception>
    public object? this[string fieldName]
    {
        get
        {
            for (var i = 0; i < Schema.Fields.Count; i++)
            {
                if (string.Equals(Schema.Fields[i].Name, fieldName, StringComparison.Ordinal))
                    return Values[i];
            }

            throw new KeyNotFoundException($"{Schema} has no field '{fieldName}'.");
        }
    }
}
