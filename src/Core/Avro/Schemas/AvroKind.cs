namespace StreamPulse.Core.Avro.Schemas;

/// <summary>The types of the Avro specification. A logical type counts as the type it is stored as.</summary>
public enum AvroKind
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Union,
    Fixed,
}
