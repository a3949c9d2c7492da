namespace StreamPulse.Core.Avro.Schemas;

/// <summary>Compares schemas by what their values' bytes mean.</summary>
internal static class AvroSchemaLayout
{
    /// <summary>
    /// Whether every value has the same bytes in both and the same names for its parts: types, field names and their order
    /// are equal; documentation, namespaces, aliases and defaults may differ. A number of which nothing is declared is what ours is.
    /// </summary>
    /// <param name="ours">A schema in which no record contains itself.</param>
    public static bool AreSame(AvroSchema other, AvroSchema ours) => (other, ours) switch
    {
        (AvroNamedSchema o, AvroNamedSchema u) when !string.Equals(o.Name.Name, u.Name.Name, StringComparison.Ordinal) => false,
        (AvroRecordSchema o, AvroRecordSchema u) => o.Fields.Count == u.Fields.Count
            && o.Fields.Zip(u.Fields).All(pair => string.Equals(pair.First.Name, pair.Second.Name, StringComparison.Ordinal)
                && AreSame(pair.First.Schema, pair.Second.Schema)),
        (AvroUnionSchema o, AvroUnionSchema u) => o.Branches.Count == u.Branches.Count
            && o.Branches.Zip(u.Branches).All(pair => AreSame(pair.First, pair.Second)),
        (AvroArraySchema o, AvroArraySchema u) => AreSame(o.Items, u.Items),
        (AvroMapSchema o, AvroMapSchema u) => AreSame(o.Values, u.Values),
        (AvroEnumSchema o, AvroEnumSchema u) => o.Symbols.SequenceEqual(u.Symbols, StringComparer.Ordinal),
        (AvroFixedSchema o, AvroFixedSchema u) => o.SizeBytes == u.SizeBytes,
        (AvroPrimitiveSchema o, AvroPrimitiveSchema u)
            => o.Kind == u.Kind && o.StandsForTheSameAs(u),
        _ => other.Kind == ours.Kind,
    };
}
